import type { Gain, Loss, ShardOwner } from '../src/shards/held-shard.ts';
import { holdShards } from '../src/shards/hold-shards.ts';
import type { Clock, LeaseTimes } from '../src/shards/lease-times.ts';
import { openRedisUser } from './open-redis-user.ts';

/** The default times, sixteen times as fast; looked as often as it goes well. */
export const shortTimes: LeaseTimes = { ttlMs: 640, renewEveryMs: 160, holdMs: 448, lookEveryMs: 25 };

/** A clock that goes on while whoever lives by it is stopped, as a process is by SIGSTOP: what was due meanwhile comes
 * when it wakes. */
const createPausableClock = () => {
  let isPaused = false;
  const due: (() => void)[] = [];
  const clock: Clock = {
    now: () => performance.now(),
    after: (ms, work) => {
      let isOff = false;
      const ring = () => {
        if (isOff) return;
        if (isPaused) due.push(ring);
        else work();
      };
      const timer = setTimeout(ring, ms);
      return () => {
        isOff = true;
        clearTimeout(timer);
      };
    },
  };
  return {
    clock,
    pause: () => {
      isPaused = true;
    },
    wake: () => {
      isPaused = false;
      for (const ring of due.splice(0)) ring();
    },
  };
};

export type Told = { shard: string; what: Gain | Loss; at: number };
export type Holder = Awaited<ReturnType<typeof startHolder>>;

type Options = {
  redisUrl: string;
  network: string;
  shards: readonly string[];
  owner?: Partial<ShardOwner>;
  times?: LeaseTimes;
};

/** A worker with a wire to Redis and a clock of its own. */
export const startHolder = async ({ redisUrl, network, shards, owner, times = shortTimes }: Options) => {
  const { redis, logger, proxy, lines, close } = await openRedisUser(redisUrl);
  const { clock, pause, wake } = createPausableClock();
  /** In the order it was told; a gain once it was taken on, a loss when it begins. */
  const told: Told[] = [];
  const tell = (shard: string, what: Gain | Loss) => told.push({ shard, what, at: performance.now() });
  const held = holdShards({
    redis,
    logger,
    network,
    shards,
    times,
    clock,
    owner: {
      onGained: async (shard, how, signal) => {
        await owner?.onGained?.(shard, how, signal);
        tell(shard, how);
      },
      onLost: async (shard, why, signal) => {
        tell(shard, why);
        await owner?.onLost?.(shard, why, signal);
      },
    },
  });
  return {
    held,
    proxy,
    pause,
    wake,
    told,
    lines,
    mine: () => shards.filter((shard) => held.isMine(shard)),
    stop: async () => {
      wake();
      await held.close();
      await close();
    },
  };
};
