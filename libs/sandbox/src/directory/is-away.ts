import type { Directory } from './directory.ts';

/** Whether a linked device of this account has no connection now, so that whoever connects may be it. */
export const isAway = (directory: Directory, phone: string): boolean =>
  [...(directory.findByPhone(phone)?.devices.values() ?? [])].some(({ connection }) => connection === null);
