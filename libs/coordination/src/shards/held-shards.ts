import { canFail, type Logger } from '@parley/runtime';
import { createHeldShard, type Gain, type HeldShard, type Loss, type ShardOwner } from './held-shard.ts';
import type { Before, Lease, Leases } from './lease.ts';
import type { Clock, LeaseTimes } from './lease-times.ts';
import { createTally } from './shard-tally.ts';

type Options = {
  leases: Leases;
  owner: ShardOwner;
  times: LeaseTimes;
  clock: Clock;
  logger: Logger;
  /** How taking on a shard went; answers until when it is left to others, if it did not go well. */
  onTakenOn: () => void;
  onNotTakenOn: () => number;
};

/** What one worker holds: each shard from its claim to its end, and each given up in time by the worker's own clock. */
export const createHeldShards = ({ leases, owner, times, clock, logger, onTakenOn, onNotTakenOn }: Options) => {
  const { now } = clock;
  const held = new Map<string, HeldShard>();
  const endings = new Map<HeldShard, Promise<void>>();
  const restUntil = new Map<string, number>();
  const tally = createTally();
  let callOffFence = (): void => {};

  const gain = (one: HeldShard, how: Gain): void => {
    tally.gained(how);
    one.gain(how).then(onTakenOn, (error: unknown) => {
      logger.warn({ err: error, shard: one.lease.shard }, 'shard not taken on');
      restUntil.set(one.lease.shard, onNotTakenOn());
      void end(one, 'not_taken_on');
    });
  };

  /** Resolves once it is closed and released. */
  const end = (one: HeldShard, why: Loss): Promise<void> => {
    const isFirst = one.why() === null;
    const closed = one.end(why);
    if (!isFirst) return endings.get(one) ?? closed;
    const ending = finish(one, closed);
    endings.set(one, ending);
    tally.lost(why);
    if (why !== 'handed_over') logger.warn({ shard: one.lease.shard, why }, 'shard lost');
    return ending;
  };

  const finish = async (one: HeldShard, closed: Promise<void>): Promise<void> => {
    const { lease } = one;
    try {
      await closed;
      // By now another may have it; then there is nothing to release.
      await canFail(leases.release(lease), 'the lease runs out by itself', logger);
    } catch (error) {
      // Something of it may be open still: nobody is told that all is closed, and the lease runs out by itself.
      logger.error({ err: error, shard: lease.shard }, 'shard not closed');
      restUntil.set(lease.shard, now() + times.ttlMs);
    } finally {
      held.delete(lease.shard);
      endings.delete(one);
    }
  };

  /** Gives up at once what is too late, and comes again when the next would be. */
  const fence = (): void => {
    callOffFence();
    let next = Number.POSITIVE_INFINITY;
    for (const one of held.values()) {
      if (one.isTooLate()) void end(one, 'could_not_renew');
      else next = Math.min(next, one.until());
    }
    if (next !== Number.POSITIVE_INFINITY) callOffFence = clock.after(Math.max(Math.ceil(next - now()), 1), fence);
  };

  return {
    all: (): HeldShard[] => [...held.values()],
    /** Those that are not about to end, in the order in which they were claimed. */
    staying: (): HeldShard[] => [...held.values()].filter((one) => one.why() === null),
    get: (shard: string): HeldShard | undefined => held.get(shard),
    /** Whether it may be claimed: it is not held, and not left to others for a while. */
    isWanted: (shard: string): boolean => !held.has(shard) && (restUntil.get(shard) ?? 0) <= now(),
    /** Takes on what was asked for at this moment, and was claimed. */
    add(lease: Lease, before: Before, askedAt: number): HeldShard {
      const one = createHeldShard({ lease, heldUntil: askedAt + times.holdMs, owner, now });
      held.set(lease.shard, one);
      gain(one, before);
      return one;
    },
    /** Its lease was renewed, as it was asked for at this moment. */
    keep(one: HeldShard, askedAt: number): void {
      one.renewUntil(askedAt + times.holdMs);
      if (one.isDoubted() && one.why() === null && !one.isTooLate()) gain(one, 'reclaimed');
    },
    end,
    giveUp(shard: string): void {
      const one = held.get(shard);
      if (one === undefined) return;
      restUntil.set(shard, now() + times.renewEveryMs);
      void end(one, 'given_up');
    },
    fence,
    figures: () => tally.figures([...held.values()], now() + times.holdMs),
    /** Resolves once all that has begun to end is closed; what stays is not looked after any more. */
    async stop(): Promise<void> {
      await Promise.all(endings.values());
      callOffFence();
    },
  };
};
