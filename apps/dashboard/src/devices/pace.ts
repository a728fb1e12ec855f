import type { Device } from '@parley/contract';

/** How fast a device sends, in a few words. */
export const paceWords = ({ messages_per_minute: pace }: Pick<Device, 'messages_per_minute'>): string =>
  pace === null ? 'the usual one' : `${pace} ${pace === 1 ? 'message' : 'messages'} a minute`;

/** Nothing typed is the usual pace; what is no number is left to the contract to refuse. */
export const toPace = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed));
