import { pause } from '@parley/runtime';
import type { ConditionEvent } from '../sessions/apply-event.ts';

/** What WhatsApp says of whether a device may write to people who do not know it. */
export type Reachout = {
  hear: (event: ConditionEvent) => void;
  /** It has just refused one: waits until it says until when. Null where it does not in time. */
  lockedUntil: () => Promise<Date | null>;
  /** Whether that is waited for. */
  isAwaited: () => boolean;
  /** What it has said since it was last asked for; undefined: nothing. */
  takeNews: () => { until: Date | null } | undefined;
};

export const createReachout = (lockKnownMs: number): Reachout => {
  let lock: { until: Date | null } | null = null;
  let news: { until: Date | null } | undefined;
  let awaiting = 0;
  let known = Promise.withResolvers<void>();

  return {
    hear: ({ condition: { state, reason }, until }) => {
      if (reason === 'reachout_locked') {
        lock = { until };
        // Without an end it is over when WhatsApp says so; nobody waits longer than that for its word.
        news = { until: until ?? new Date(Date.now() + unknownEndMs) };
        known.resolve();
      } else if (state === 'connected' && lock !== null) {
        lock = null;
        news = { until: null };
        known = Promise.withResolvers();
      }
    },
    lockedUntil: async () => {
      awaiting += 1;
      const enough = new AbortController();
      await Promise.race([known.promise, pause(lockKnownMs, enough.signal)]);
      enough.abort();
      awaiting -= 1;
      return lock?.until ?? null;
    },
    isAwaited: () => awaiting > 0,
    takeNews: () => {
      const taken = news;
      news = undefined;
      return taken;
    },
  };
};

const unknownEndMs = 3_600_000;
