import { randomUUID } from 'node:crypto';
import { canFail, type Logger } from '@parley/runtime';
import { leaveIfSilent } from '../silence.ts';
import type { Redis } from '../redis.ts';
import type { HeldShard, ShardOwner } from './held-shard.ts';
import { createHeldShards } from './held-shards.ts';
import { keepLooping } from './keep-looping.ts';
import { createLeases } from './lease.ts';
import { type Clock, defaultLeaseTimes, leaseFault, type LeaseTimes, monotonicClock } from './lease-times.ts';
import type { ShardFigures } from './shard-tally.ts';
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
  const fault = leaseFault(times);
  if (fault !== null) throw new Error(`Of a lease: ${fault}.`);
  const { now } = clock;
  const client = redis.forQuestions();
  const worker = randomUUID();
  const leases = createLeases({ client, network, worker, ttlMs: times.ttlMs });
  // Who is silent for so long has given up what it held.
  const workers = createWorkerList({ client, network, worker, ttlMs: times.holdMs });
  let isClosing = false;
  let renewedAt = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let restsUntil = Number.NEGATIVE_INFINITY;

  /** Who cannot take on a shard leaves the list for a while, longer each time, so that others take its share. */
  const rest = (): number => {
    if (now() >= restsUntil) {
      restsUntil = now() + Math.min(times.renewEveryMs * 2 ** failures, times.ttlMs);
      failures += 1;
      void canFail(workers.leave(), 'we are not counted any more before long');
    }
    return restsUntil;
  };

  const held = createHeldShards({
    leases,
    owner,
    times,
    clock,
    logger,
    onTakenOn: () => (failures = 0),
    onNotTakenOn: rest,
  });

  const renew = async (): Promise<void> => {
    const asked = held.all().filter((one) => one.isToBeRenewed());
    const askedAt = now();
    if (asked.length === 0) return;
    const renewals = await leases.renew(asked.map(({ lease }) => lease));
    held.fence();
    const missing: HeldShard[] = [];
    for (const [at, one] of asked.entries()) {
      if (!one.isToBeRenewed()) continue;
      if (renewals[at] === 'lost') void held.end(one, 'taken');
      else if (renewals[at] === 'missing') missing.push(one);
      else held.keep(one, askedAt);
    }
    for (const one of missing) one.doubt();
    await Promise.all(missing.map(reclaim));
    renewedAt = askedAt;
    held.fence();
  };

  const reclaim = async (one: HeldShard): Promise<void> => {
    const askedAt = now();
    const isOurs = await leases.reclaim(one.lease);
    if (isOurs) held.keep(one, askedAt);
    else if (one.isToBeRenewed()) void held.end(one, 'taken');
  };

  const look = async (): Promise<void> => {
    if (isClosing || now() < restsUntil) return;
    const share = fairShare(options.shards.length, (await workers.beat()).length);
    const ours = held.staying();
    if (ours.length < share) await claim(share - ours.length);
    // One at a time, the youngest first: all others are at work while this one changes hands.
    const surplus = ours.length > share ? ours.at(-1) : undefined;
    const isHandingOver = held.all().some((one) => one.why() === 'handed_over');
    if (surplus !== undefined && !isHandingOver) void held.end(surplus, 'handed_over');
  };

  const claim = async (wanted: number): Promise<void> => {
    const most = Math.min(wanted, mostAtOnce - held.staying().filter((one) => one.isPending()).length);
    const free = options.shards.filter(held.isWanted);
    if (isClosing || most <= 0 || free.length === 0) return;
    const askedAt = now();
    // Not all workers begin with the same.
    const from = Math.floor(Math.random() * free.length);
    const claimed = await leases.claim([...free.slice(from), ...free.slice(0, from)], most);
    for (const { lease, before } of claimed) {
      const one = held.add(lease, before, askedAt);
      if (isClosing) void held.end(one, 'handed_over');
    }
    held.fence();
  };

  const loop = keepLooping({
    clock,
    everyMs: times.lookEveryMs,
    turn: async () => {
      held.fence();
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
    const open = held.all();
    const drainNext = async (): Promise<void> => {
      for (let one = open.shift(); one !== undefined; one = open.shift()) await held.end(one, 'handed_over');
    };
    await Promise.all([left, ...Array.from({ length: mostAtOnce }, drainNext)]);
    await loop.stop();
    // And what was claimed in the last turn.
    await held.stop();
  };
  let closing: Promise<void> | null = null;

  return {
    isMine: (shard) => held.get(shard)?.isMine() ?? false,
    giveUp: held.giveUp,
    figures: () => ({ ...held.figures(), lastTurnAgeMs: loop.lastTurnAgeMs() }),
    close: () => (closing ??= drain()),
  };
};

/** So many shards are taken on, or closed at the end, side by side. */
const mostAtOnce = 16;
