import { createLogger } from '@parley/runtime';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { Redis as Client } from 'ioredis';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openRedis, runJobs } from '../src/index.ts';
import { type JobHandlers, jobs } from '../src/jobs.ts';
import { claimTestRedis } from './test-redis.ts';

const url = await claimTestRedis();
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

type Handler = (payload: object, signal: AbortSignal) => Promise<void>;
type Options = { redisUrl?: string; chainAudit?: Handler };
const idle = async () => {};
const idleHandlers: JobHandlers = {
  pruneEvents: idle,
  pruneKeys: idle,
  pruneMessages: idle,
  pruneIdempotencyKeys: idle,
  expireMessages: idle,
  chainAudit: idle,
};

const startWorker = (pruneEvents: Handler, { redisUrl = url, chainAudit = idle }: Options = {}) => {
  const redis = openRedis({ url: redisUrl, logger });
  const running = runJobs({ redis, logger, handlers: { ...idleHandlers, pruneEvents, chainAudit } });
  closers.push(redis.close, running.close);
  return { redis, running };
};

it('gives each turn of a job to one worker, however many there are', async () => {
  const turns = vi.fn(async () => {});
  for (let worker = 0; worker < 3; worker += 1) startWorker(turns);
  await vi.waitFor(() => expect(turns).toHaveBeenCalled(), 5_000);

  await vi.waitFor(async () => {
    expect(await inspector.llen('bull:upkeep:wait')).toBe(0);
    expect(await inspector.zcard('bull:upkeep:delayed')).toBe(Object.keys(jobs).length);
  }, 5_000);
  expect(turns).toHaveBeenCalledTimes(1);
});

it('logs a job that fails, and keeps nothing of it that would stand in the way of the next', async () => {
  startWorker(() => Promise.reject(new Error('no luck today')));
  await vi.waitFor(() => expect(logged.join('')).toContain('no luck today'), 5_000);
  await vi.waitFor(async () => expect(await inspector.zcard('bull:upkeep:failed')).toBe(0), 5_000);
});

it('tells once of a job that fails turn after turn, and anew when it had gone well in between', async () => {
  let turn = 0;
  const chainAudit = vi.fn(async () => {
    turn += 1;
    if (turn !== 3) throw new Error('still no luck');
  });
  startWorker(idle, { chainAudit });
  await vi.waitFor(() => expect(turn).toBeGreaterThan(5), 10_000);
  expect(logged.filter((line) => line.includes('still no luck'))).toHaveLength(2);
}, 20_000);

it('starts and stops while Redis is away', async () => {
  const { redis } = startWorker(async () => {}, { redisUrl: 'redis://127.0.0.1:1' });
  await expect(redis.ready()).rejects.toThrow();
});

it('schedules its jobs anew when Redis comes back and has forgotten them', async () => {
  const proxy = await createTestProxy(url);
  closers.push(proxy.close);
  const turns = vi.fn(async () => {});
  startWorker(turns, { redisUrl: proxy.url });
  await vi.waitFor(() => expect(turns).toHaveBeenCalledTimes(1), 5_000);
  await proxy.refuse();
  await inspector.flushdb();
  await proxy.restore();
  await vi.waitFor(() => expect(turns).toHaveBeenCalledTimes(2), 10_000);
}, 20_000);

it('leaves an outage to the connection to tell, and logs what Redis itself refuses', async () => {
  const proxy = await createTestProxy(url);
  closers.push(proxy.close);
  startWorker(async () => {}, { redisUrl: proxy.url });
  await vi.waitFor(
    async () => expect(await inspector.zcard('bull:upkeep:delayed')).toBe(Object.keys(jobs).length),
    5_000,
  );
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
  const { running } = startWorker((_payload, signal) => {
    begun.resolve();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  });
  await begun.promise;
  await expect(running.close()).resolves.toBeUndefined();
});

/** Ends when it is asked to. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

it('keeps no kind of job waiting for another, however long that takes', async () => {
  const others = vi.fn(async () => {});
  const begun = Promise.withResolvers<void>();
  startWorker(
    (_payload, signal) => {
      begun.resolve();
      return untilAborted(signal);
    },
    { chainAudit: others },
  );
  await begun.promise;
  others.mockClear();
  await vi.waitFor(() => expect(others.mock.calls.length).toBeGreaterThan(2), 10_000);
}, 20_000);

it('leaves a turn to the one before where that is still in hand', async () => {
  const chainAudit = vi.fn((_payload: object, signal: AbortSignal) => untilAborted(signal));
  startWorker(async () => {}, { chainAudit });
  await vi.waitFor(
    async () => expect(Number(await inspector.hget('bull:upkeep:repeat:chainAudit', 'ic'))).toBeGreaterThan(3),
    10_000,
  );
  expect(chainAudit).toHaveBeenCalledTimes(1);
}, 20_000);
