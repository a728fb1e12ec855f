import { idSchema, type MessageStatus, messageStatuses, phoneNumber } from '@parley/contract';
import type { z } from 'zod';

/** What is to be seen of all messages; empty is all of them. */
export type Filters = { device: string; status: string; direction: string; number: string };

export const noFilters: Filters = { device: '', status: '', direction: '', number: '' };

/** As they stand in the address, so that a page that is reloaded or come back to shows the same. */
export const toSearch = (filters: Filters): string => {
  const set = Object.entries(filters).filter(([, value]) => value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
};

/** What stands there and means nothing is no filter. */
export const filtersFrom = (search: string): Filters => {
  const given = new URLSearchParams(search);
  const known = (name: keyof Filters, isKnown: (value: string) => boolean): string => {
    const value = given.get(name) ?? '';
    return isKnown(value) ? value : '';
  };
  return {
    device: known('device', (value) => deviceId.safeParse(value).success),
    status: known('status', isStatus),
    direction: known('direction', isDirection),
    number: known('number', isNumber),
  };
};

export const isNumber = (typed: string): boolean => phoneNumber.safeParse(typed).success;

/** As the list of messages is asked for them. */
export const toInput = ({ device, status, direction, number }: Filters) => ({
  ...(isDevice(device) && { device }),
  ...(isStatus(status) && { status }),
  ...(isDirection(direction) && { direction }),
  ...(isNumber(number) && { chat: number }),
});

const deviceId = idSchema('dev');
const isDevice = (value: string): value is z.infer<typeof deviceId> => deviceId.safeParse(value).success;
const isStatus = (value: string): value is MessageStatus => messageStatuses.some((status) => status === value);
const isDirection = (value: string): value is 'in' | 'out' => value === 'in' || value === 'out';
