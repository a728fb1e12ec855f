/** All in milliseconds. */
export type LeaseTimes = {
  /** For how long Redis keeps a lease that nobody renews. */
  ttlMs: number;
  renewEveryMs: number;
  /** For how long after its last renewal a worker may act. What is left of the TTL then is for closing, and for clocks
   * that do not go equally fast. */
  holdMs: number;
  /** How often a worker says that it lives, and looks for what is free or to be given back. */
  lookEveryMs: number;
};

export const defaultLeaseTimes: LeaseTimes = { ttlMs: 10_000, renewEveryMs: 3_000, holdMs: 7_000, lookEveryMs: 250 };

/** The clock that a worker goes by, which nobody can set, and what it waits with. */
export type Clock = {
  now: () => number;
  /** Answers how to call it off. */
  after: (ms: number, work: () => void) => () => void;
};

export const monotonicClock: Clock = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** What is wrong with times by which nobody could hold a shard safely; null for those that are good. */
export const leaseFault = ({ ttlMs, renewEveryMs, holdMs, lookEveryMs }: LeaseTimes): string | null =>
  lookEveryMs > renewEveryMs || renewEveryMs * 2 > holdMs || holdMs >= ttlMs
    ? 'look at least as often as renew, renew twice while it is held, hold it for less than its TTL'
    : null;
