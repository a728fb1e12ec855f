import { createLogger } from '@parley/runtime';
import { Redis as Client } from 'ioredis';
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import { openRedis, runJobs } from '../src/index.ts';

// A database of Redis for this file alone: the queue's name is always the same.
const url = `${inject('redisUrl')}/5`;
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  const client = new Client(url);
  await client.flushdb();
  client.disconnect();
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const logged: string[] = [];
const logger = createLogger({
  process: 'test',
  level: 'info',
  destination: { write: (line: string) => void logged.push(line) },
});

const startWorker = (pruneEvents: () => Promise<void>, redisUrl = url) => {
  const redis = openRedis({ url: redisUrl, logger });
  const jobs = runJobs({ redis, logger, handlers: { pruneEvents } });
  closers.push(redis.close, jobs.close);
  return redis;
};

it('gives each turn of a job to one worker, however many there are', async () => {
  const turns = vi.fn(async () => {});
  for (let worker = 0; worker < 3; worker += 1) startWorker(turns);
  await vi.waitFor(() => expect(turns).toHaveBeenCalled(), 5_000);

  const client = new Client(url);
  closers.push(async () => client.disconnect());
  await vi.waitFor(async () => expect(await client.zcard('bull:upkeep:delayed')).toBe(1), 5_000);
  expect(await client.llen('bull:upkeep:wait')).toBe(0);
  expect(turns).toHaveBeenCalledTimes(1);
});

it('logs a job that fails, and keeps nothing of it that would stand in the way of the next', async () => {
  startWorker(() => Promise.reject(new Error('no luck today')));
  await vi.waitFor(() => expect(logged.join('')).toContain('no luck today'), 5_000);
  const client = new Client(url);
  closers.push(async () => client.disconnect());
  await vi.waitFor(async () => expect(await client.zcard('bull:upkeep:failed')).toBe(0), 5_000);
});

it('starts and stops while Redis is away', async () => {
  const redis = startWorker(async () => {}, 'redis://127.0.0.1:1');
  await expect(redis.ready()).rejects.toThrow();
});
