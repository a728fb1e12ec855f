import { randomUUID } from 'node:crypto';
import { canFail, type Logger } from '@parley/runtime';
import { leaveIfSilent, type Redis } from '../redis.ts';
import { createHeldShard, type Gain, type HeldShard, type Loss, type ShardOwner } from './held-shard.ts';
import { keepLooping } from './keep-looping.ts';
import { createLeases } from './lease.ts';
import { checkTimes, type Clock, defaultLeaseTimes, type LeaseTimes, monotonicClock } from './lease-times.ts';
import { createTally, type ShardFigures } from './shard-tally.ts';
import { createWorkerList, fairShare } from './worker-list.ts';

export type Shards = {
  /** Whether this process may act for the shard right now. To be asked before each act: it looks at the clock. */
  isMine: (shard: string) => boolean;
  /** Postgres has refused our epoch, or the caller cannot go on: what is open is closed, and whoever claims the shard
   * next (perhaps we) grows the epoch anew. */
  giveUp: (shard: string) => void;
  figures: () => ShardFigures;
  /** Hands everything over. Resolves once all is closed and released. */
  close: () => Promise<void>;
};

type Options = {
  redis: Redis;
  logger: Logger;
  owner: ShardOwner;
  /** Shards of different networks know nothing of each other. */
  network: string;
  /** All shards of the network. */
  shards: readonly string[];
  times?: LeaseTimes;
  clock?: Clock;
};

/**
 * Holds this worker's fair share of a network's shards, as long as it runs. Returns at once, Redis reachable or not.
 * Redis decides who should act, and this process stops by its own clock before Redis could let another; what either
 * gets wrong (a clock that jumps, a write that Redis lost) the epoch in Postgres makes harmless.
 */
export const holdShards = (options: Options): Shards => {
  const { redis, logger, owner, network, times = defaultLeaseTimes, clock = monotonicClock } = options;
  checkTimes(times);
  const { now } = clock;
  const client = redis.forQuestions();
  const worker = randomUUID();
  const leases = createLeases({ client, network, worker, ttlMs: times.ttlMs });
  // Who is silent for so long has given up what it held.
  const workers = createWorkerList({ client, network, worker, ttlMs: times.holdMs });
  const held = new Map<string, HeldShard>();
  const endings = new Map<HeldShard, Promise<void>>();
  const restUntil = new Map<string, number>();
  const tally = createTally();
  let isClosing = false;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let selfRestsUntil = Number.NEGATIVE_INFINITY;
  let callOffFence = (): void => {};

  const staying = (): HeldShard[] => [...held.values()].filter((one) => one.why() === null);

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

  const gain = (one: HeldShard, how: Gain): void => {
    tally.gained(how);
    one.gain(how).then(
      () => (failures = 0),
      (error: unknown) => {
        logger.warn({ err: error, shard: one.lease.shard }, 'shard not taken on');
        rest(one.lease.shard);
        void end(one, 'not_taken_on');
      },
    );
  };

  /** Who cannot take on a shard leaves the list for a while, longer each time, so that others take its share. */
  const rest = (shard: string): void => {
    if (now() >= selfRestsUntil) {
      selfRestsUntil = now() + Math.min(times.renewEveryMs * 2 ** failures, times.ttlMs);
      failures += 1;
      void canFail(workers.leave(), 'we are not counted any more before long');
    }
    restUntil.set(shard, selfRestsUntil);
  };

  const renew = async (): Promise<void> => {
    const asked = [...held.values()].filter((one) => one.isToBeRenewed());
    const askedAt = now();
    if (asked.length === 0) return;
    const renewals = await leases.renew(asked.map(({ lease }) => lease));
    fence();
    const missing: HeldShard[] = [];
    for (const [at, one] of asked.entries()) {
      if (!one.isToBeRenewed()) continue;
      if (renewals[at] === 'lost') void end(one, 'taken');
      else if (renewals[at] === 'missing') missing.push(one);
      else keep(one, askedAt);
    }
    for (const one of missing) one.doubt();
    await Promise.all(missing.map(reclaim));
    renewedAt = askedAt;
    fence();
  };

  const keep = (one: HeldShard, askedAt: number): void => {
    one.renewUntil(askedAt + times.holdMs);
    if (one.isDoubted() && one.why() === null && !one.isTooLate()) gain(one, 'reclaimed');
  };

  const reclaim = async (one: HeldShard): Promise<void> => {
    const askedAt = now();
    const isOurs = await leases.reclaim(one.lease);
    if (isOurs) keep(one, askedAt);
    else if (one.isToBeRenewed()) void end(one, 'taken');
  };

  const look = async (): Promise<void> => {
    if (isClosing || now() < selfRestsUntil) return;
    const share = fairShare(options.shards.length, (await workers.beat()).length);
    const ours = staying();
    if (ours.length < share) await claim(share - ours.length);
    // One at a time, the youngest first: all others are at work while this one changes hands.
    const surplus = ours.length > share ? ours.at(-1) : undefined;
    const isHandingOver = [...held.values()].some((one) => one.why() === 'handed_over');
    if (surplus !== undefined && !isHandingOver) void end(surplus, 'handed_over');
  };

  const claim = async (wanted: number): Promise<void> => {
    const most = Math.min(wanted, mostAtOnce - staying().filter((one) => one.isPending()).length);
    const free = options.shards.filter((shard) => !held.has(shard) && (restUntil.get(shard) ?? 0) <= now());
    if (isClosing || most <= 0 || free.length === 0) return;
    const askedAt = now();
    // Not all workers begin with the same.
    const from = Math.floor(Math.random() * free.length);
    const claimed = await leases.claim([...free.slice(from), ...free.slice(0, from)], most);
    for (const { lease, before } of claimed) {
      const one = createHeldShard({ lease, heldUntil: askedAt + times.holdMs, owner, now });
      held.set(lease.shard, one);
      if (isClosing) void end(one, 'handed_over');
      else gain(one, before);
    }
    fence();
  };

  const loop = keepLooping({
    clock,
    everyMs: times.lookEveryMs,
    turn: async () => {
      fence();
      if (now() - renewedAt >= times.renewEveryMs) await renew();
      await look();
    },
    onFailure: (error) => leaveIfSilent(client, error),
    logger,
  });

  const drain = async (): Promise<void> => {
    isClosing = true;
    // First, so that the others count upon what comes free.
    const left = canFail(workers.leave(), 'we are not counted any more before long');
    const open = [...held.values()];
    const drainNext = async (): Promise<void> => {
      for (let one = open.shift(); one !== undefined; one = open.shift()) await end(one, 'handed_over');
    };
    await Promise.all([left, ...Array.from({ length: mostAtOnce }, drainNext)]);
    await loop.stop();
    // What was claimed in the last turn.
    await Promise.all(endings.values());
    callOffFence();
  };
  let closing: Promise<void> | null = null;

  return {
    isMine: (shard) => held.get(shard)?.isMine() ?? false,
    giveUp(shard) {
      const one = held.get(shard);
      if (one === undefined) return;
      restUntil.set(shard, now() + times.renewEveryMs);
      void end(one, 'given_up');
    },
    figures: () => tally.figures([...held.values()], now() + times.holdMs),
    close: () => (closing ??= drain()),
  };
};

/** So many shards are taken on, or closed at the end, side by side. */
const mostAtOnce = 16;
