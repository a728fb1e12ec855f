import type { Clock } from '../clock.ts';

/** Until when an account may write to nobody it has not written with before: the network's answer to accounts that
 * write to too many strangers. */
export type ReachoutLocks = {
  lock: (account: string, untilMs: number) => void;
  /** When its lock ends, in ms since 1970; null where it has none now. */
  endOf: (account: string) => number | null;
  all: () => [account: string, untilMs: number][];
};

export const createReachoutLocks = (clock: Clock): ReachoutLocks => {
  const ends = new Map<string, number>();
  return {
    lock: (account, untilMs) => void ends.set(account, untilMs),
    endOf: (account) => {
      const end = ends.get(account);
      if (end === undefined || end > clock.now()) return end ?? null;
      ends.delete(account);
      return null;
    },
    all: () => [...ends],
  };
};
