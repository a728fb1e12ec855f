import type { DeviceState } from '@parley/contract';
import type { HeldDevice } from '@parley/store';
import type { Linking } from '@parley/whatsapp';

/** What is wanted of a device, as its row says. */
export type Want =
  /** It was deleted: its phone is to be told, and its row to go. */
  | { kind: 'purge' }
  | { kind: 'unlink' | 'stop' | 'restart'; wishId: string }
  | { kind: 'link'; wishId: string; askedAt: Date; linking: Linking }
  /** It is linked, and ought to be connected. */
  | { kind: 'live' }
  /** It waits for a person, or was never linked. */
  | { kind: 'nothing' };

export const wantOf = ({ isDeleted, wish, isLinked, state }: HeldDevice): Want => {
  if (isDeleted) return { kind: 'purge' };
  switch (wish?.kind) {
    case 'link': {
      const { id: wishId, phone } = wish;
      const linking: Linking = phone === null ? { by: 'qr' } : { by: 'code', phone };
      return { kind: 'link', wishId, askedAt: new Date(wish.askedAt), linking };
    }
    case 'unlink':
    case 'stop':
    case 'restart':
      return { kind: wish.kind, wishId: wish.id };
    case undefined:
      return { kind: isLinked && !resting.has(state) ? 'live' : 'nothing' };
  }
};

/** A device in one of these waits for a person. */
const resting: ReadonlySet<DeviceState> = new Set(['stopped', 'needs_human', 'banned', 'link_blocked', 'logged_out']);
