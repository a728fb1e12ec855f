import { idSchema } from '@parley/contract';

/** What a report is about: a device, and days, both of them included; empty is no limit. */
export type Span = { device: string; from: string; to: string };

export const everything: Span = { device: '', from: '', to: '' };

/** As reports are asked for. A day that is still being typed is no day yet. */
export const toInput = ({ device, from, to }: Span) => {
  const { success, data } = deviceId.safeParse(device);
  return {
    ...(success && { device: data }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
  };
};

const deviceId = idSchema('dev');
const isDay = (typed: string): boolean => /^[12]\d{3}-\d\d-\d\d$/.test(typed);
