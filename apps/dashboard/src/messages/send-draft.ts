import type { Device, RequestOf, sendText } from '@parley/contract';

/** A text as its form holds it. `at` is a time by the clock on the wall, as the browser's field writes it. */
export type SendDraft = { device: string; to: string; text: string; when: 'now' | 'later'; at: string };

export const emptyDraft: SendDraft = { device: '', to: '', text: '', when: 'now', at: '' };

/** The one to send with where there is no choice; else nothing, for a person to choose. */
export const firstDevice = (devices: readonly Pick<Device, 'id'>[]): string =>
  devices.length === 1 ? (devices[0]?.id ?? '') : '';

export const toInput = ({ device, to, text, when, at }: SendDraft): RequestOf<typeof sendText> => ({
  device,
  to,
  text,
  ...(when === 'later' && { send_at: toTime(at) }),
});

/** Half a time stays as it is, for the contract to refuse. */
const toTime = (at: string): string => {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : time.toISOString();
};

/** What another page of ours has told this one to begin with, in the browser's history; anything else is nothing. */
export const draftFrom = (told: unknown): Partial<SendDraft> =>
  typeof told === 'object' && told !== null && 'draft' in told && typeof told.draft === 'object' && told.draft !== null
    ? Object.fromEntries(
        Object.entries(told.draft).filter(([name, value]) => offered.includes(name) && typeof value === 'string'),
      )
    : {};

/** The device that a link to this page names. */
export const deviceFrom = (search: string): Partial<SendDraft> => {
  const device = new URLSearchParams(search).get('device');
  return device === null ? {} : { device };
};

export const toldDraft = (draft: Partial<Pick<SendDraft, 'device' | 'to' | 'text'>>) => ({ draft });

const offered = ['device', 'to', 'text'];
