import type { Redis as Client } from 'ioredis';
import { z } from 'zod';
import { createScript } from '../script.ts';
import { createLeaseKeys } from './lease-keys.ts';

/** Which workers of a network live. Redis tells the time, so that no two of them differ about it. */
export type WorkerList = {
  /** Says that we live, and answers who does, ourselves among them. Who is silent for `ttlMs` is not counted. */
  beat: () => Promise<string[]>;
  /** Not to be counted from now on. */
  leave: () => Promise<void>;
};

type Options = { client: Client; network: string; worker: string; ttlMs: number };

export const createWorkerList = ({ client, network, worker, ttlMs }: Options): WorkerList => {
  const { workers: key } = createLeaseKeys(network);
  return {
    beat: async () => z.array(z.string()).parse(await beatScript(client, [key], [worker, ttlMs])),
    leave: async () => {
      await client.zrem(key, worker);
    },
  };
};

/** The most shards that one worker should hold. */
export const fairShare = (shards: number, workers: number): number => Math.ceil(shards / Math.max(workers, 1));

// By when each must be heard of again. A time too far ahead was written before the clock of Redis was set back; whoever
// lives writes a new one soon.
const beatScript = createScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local latest = string.format('%.0f', now + ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. latest, '+inf')
redis.call('ZADD', KEYS[1], latest, ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)
`);
