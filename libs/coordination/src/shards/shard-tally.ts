import type { Gain, HeldShard, Loss } from './held-shard.ts';

/** What a worker can tell of its shards. */
export type ShardFigures = {
  /** Those it may act for right now. */
  held: number;
  /** For how long the lease that waits longest has not been renewed; 0 without any. */
  leaseAgeMs: number;
  /** For how long its shards have not been looked after. A turn that fails counts: it is seconds at most while Redis is
   * away or silent, and grows only if the process is stuck. */
  lastTurnAgeMs: number;
  /** All claims since it started, by what had become of the holder before. */
  gained: Record<Gain, number>;
  /** All losses, by their cause. */
  lost: Record<Loss, number>;
};

export const createTally = () => {
  const gained: Record<Gain, number> = { nobody: 0, handed_over: 0, died: 0, reclaimed: 0 };
  const lost: Record<Loss, number> = { handed_over: 0, could_not_renew: 0, taken: 0, not_taken_on: 0, given_up: 0 };
  return {
    gained(how: Gain): void {
      gained[how] += 1;
    },
    lost(why: Loss): void {
      lost[why] += 1;
    },
    /** A lease that was renewed at this moment would be held until `latest`. */
    figures: (all: readonly HeldShard[], latest: number): Omit<ShardFigures, 'lastTurnAgeMs'> => ({
      held: all.filter((one) => one.isMine()).length,
      leaseAgeMs: all.reduce((age, one) => Math.max(age, latest - one.until()), 0),
      gained: { ...gained },
      lost: { ...lost },
    }),
  };
};
