import { createLogger } from '@parley/runtime';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { Redis as Client } from 'ioredis';
import { afterAll, afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import { openRedis, runJobs } from '../src/index.ts';

// A database of Redis for this file alone: the queue's name is always the same.
const url = `${inject('redisUrl')}/5`;
const closers: (() => Promise<void>)[] = [];

const inspector = new Client(url);
afterAll(() => inspector.disconnect());
beforeEach(() => inspector.flushdb());
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const logged: string[] = [];
const logger = createLogger({
  process: 'test',
  level: 'info',
  destination: { write: (line: string) => void logged.push(line) },
});

const startWorker = (pruneEvents: (payload: object, signal: AbortSignal) => Promise<void>, redisUrl = url) => {
  const redis = openRedis({ url: redisUrl, logger });
  const jobs = runJobs({ redis, logger, handlers: { pruneEvents } });
  closers.push(redis.close, jobs.close);
  return { redis, jobs };
};

it('gives each turn of a job to one worker, however many there are', async () => {
  const turns = vi.fn(async () => {});
  for (let worker = 0; worker < 3; worker += 1) startWorker(turns);
  await vi.waitFor(() => expect(turns).toHaveBeenCalled(), 5_000);

  await vi.waitFor(async () => expect(await inspector.zcard('bull:upkeep:delayed')).toBe(1), 5_000);
  expect(await inspector.llen('bull:upkeep:wait')).toBe(0);
  expect(turns).toHaveBeenCalledTimes(1);
});

it('logs a job that fails, and keeps nothing of it that would stand in the way of the next', async () => {
  startWorker(() => Promise.reject(new Error('no luck today')));
  await vi.waitFor(() => expect(logged.join('')).toContain('no luck today'), 5_000);
  await vi.waitFor(async () => expect(await inspector.zcard('bull:upkeep:failed')).toBe(0), 5_000);
});

it('starts and stops while Redis is away', async () => {
  const { redis } = startWorker(async () => {}, 'redis://127.0.0.1:1');
  await expect(redis.ready()).rejects.toThrow();
});

it('schedules its jobs anew when Redis comes back and has forgotten them', async () => {
  const proxy = await createTestProxy(url);
  closers.push(proxy.close);
  const turns = vi.fn(async () => {});
  startWorker(turns, proxy.url);
  await vi.waitFor(() => expect(turns).toHaveBeenCalledTimes(1), 5_000);
  await proxy.refuse();
  await inspector.flushdb();
  await proxy.restore();
  await vi.waitFor(() => expect(turns).toHaveBeenCalledTimes(2), 10_000);
}, 20_000);

it('leaves an outage to the connection to tell, and logs what Redis itself refuses', async () => {
  const proxy = await createTestProxy(url);
  closers.push(proxy.close);
  startWorker(async () => {}, proxy.url);
  await vi.waitFor(async () => expect(await inspector.zcard('bull:upkeep:delayed')).toBe(1), 5_000);
  logged.length = 0;
  await proxy.refuse();
  await vi.waitFor(() => expect(logged.join('')).toContain('redis is away'), 5_000);
  await inspector.flushdb();
  await inspector.set('bull:upkeep:repeat', 'no list of jobs');
  await proxy.restore();
  await vi.waitFor(() => expect(logged.join('')).toMatch(/WRONGTYPE.*jobs not scheduled/), 10_000);
  expect(logged.filter((line) => line.includes('ECONN') && !line.includes('redis is away'))).toEqual([]);
}, 20_000);

it('logs what Redis refuses to a worker that looks for jobs', async () => {
  await inspector.set('bull:upkeep:wait', 'no list of jobs');
  startWorker(async () => {});
  await vi.waitFor(() => expect(logged.join('')).toMatch(/WRONGTYPE.*queue in trouble/), 10_000);
}, 20_000);

it('asks a job in hand to end before it waits for it', async () => {
  const begun = Promise.withResolvers<void>();
  const { jobs } = startWorker((_payload, signal) => {
    begun.resolve();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  });
  await begun.promise;
  await expect(jobs.close()).resolves.toBeUndefined();
});
