import { randomUUID } from 'node:crypto';
import { createLogger } from '@parley/runtime';
import { createTestProxy, type TestProxy } from '@parley/runtime/test-proxy';
import { afterAll, expect, inject, it, vi } from 'vitest';
import { type Allowance, createLimiter, type Limit, type Limiter, openRedis } from '../src/index.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

/** The limiter of one process, with a connection of its own. */
const startLimiter = ({ url = inject('redisUrl'), now }: { url?: string; now?: () => number } = {}) => {
  const lines: string[] = [];
  const logger = createLogger({
    process: 'test',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const redis = openRedis({ url, logger });
  closing.push(() => redis.close());
  const limiter = createLimiter({ redis, logger, ...(now && { now }) });
  return { limiter, redis, told: (what: string) => lines.filter((line) => line.includes(what)).length };
};

const newBucket = (): string => `limit:{test}:${randomUUID()}`;

/** So slow that nothing comes back while a test runs. */
const slow = (capacity: number): Limit => ({ capacity, perMs: capacity * 3_600_000 });

const takeMany = (limiter: Limiter, bucket: string, { times, limit }: { times: number; limit: Limit }) =>
  Promise.all(Array.from({ length: times }, () => limiter.take(bucket, limit)));

const countAllowed = (allowances: readonly Allowance[]): number =>
  allowances.filter(({ isAllowed }) => isAllowed).length;

const first = startLimiter();
const second = startLimiter();
await vi.waitFor(() => Promise.all([first.redis.ready(), second.redis.ready()]), 5_000);

it('lets exactly so many through, however many ask two processes at once', async () => {
  for (const capacity of [1, 7, 60, 133]) {
    const bucket = newBucket();
    const asked = { times: 100, limit: slow(capacity) };
    const answers = await Promise.all([first, second].map(({ limiter }) => takeMany(limiter, bucket, asked)));
    expect(countAllowed(answers.flat())).toBe(capacity);
  }
});

it('says what is left, when all is there again, and when to come back', async () => {
  const [bucket, limit] = [newBucket(), { capacity: 60, perMs: 60_000 }];
  expect(await first.limiter.take(bucket, limit)).toEqual({
    isAllowed: true,
    remaining: 59,
    fullInMs: 1_000,
    retryAfterMs: 0,
  });
  await takeMany(first.limiter, bucket, { times: 100, limit });
  const refused = await second.limiter.take(bucket, limit);
  expect(refused).toMatchObject({ isAllowed: false, remaining: 0 });
  expect(refused.retryAfterMs).toBeGreaterThan(0);
  expect(refused.retryAfterMs).toBeLessThanOrEqual(1_000);
});

it('takes nothing by a "no", and gives back what was taken, but never more than there was', async () => {
  const [bucket, limit] = [newBucket(), slow(3)];
  await takeMany(first.limiter, bucket, { times: 9, limit });
  await second.limiter.giveBack(bucket, limit);
  expect(await first.limiter.take(bucket, limit)).toMatchObject({ isAllowed: true, remaining: 0 });
  expect(await first.limiter.take(bucket, limit)).toMatchObject({ isAllowed: false, remaining: 0 });
  for (let time = 0; time < 9; time += 1) await second.limiter.giveBack(bucket, limit);
  expect(await first.limiter.take(bucket, limit)).toMatchObject({ isAllowed: true, remaining: 2 });
});

it('gets back one after another as time goes by, and Redis forgets a bucket that is full', async () => {
  const [bucket, limit] = [newBucket(), { capacity: 4, perMs: 1_200 }];
  const startedAt = performance.now();
  await takeMany(first.limiter, bucket, { times: 4, limit });
  expect(await first.limiter.take(bucket, limit)).toMatchObject({ isAllowed: false });
  await vi.waitFor(async () => expect((await first.limiter.take(bucket, limit)).isAllowed).toBe(true), 5_000);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(295);
  const redis = first.redis.forQuestions();
  expect(await redis.pttl(bucket)).toBeGreaterThan(0);
  await vi.waitFor(async () => expect(await redis.exists(bucket)).toBe(0), 5_000);
});

it('holds nobody longer than one whole bucket takes, should the clock of Redis be set back', async () => {
  const [bucket, limit] = [newBucket(), { capacity: 10, perMs: 1_000 }];
  const inAnHour = (Date.now() + 3_600_000) * 1_000;
  await first.redis.forQuestions().set(bucket, inAnHour);
  const { isAllowed, retryAfterMs } = await first.limiter.take(bucket, limit);
  expect(isAllowed).toBe(false);
  expect(retryAfterMs).toBeLessThanOrEqual(100);
});

it('teaches a Redis that has forgotten the script', async () => {
  const [bucket, limit] = [newBucket(), slow(5)];
  await first.redis.forQuestions().script('FLUSH');
  expect(countAllowed(await takeMany(first.limiter, bucket, { times: 9, limit }))).toBe(5);
  expect(first.told('limits are counted here alone')).toBe(0);
});

const outages: [string, (proxy: TestProxy) => Promise<void>][] = [
  ['is gone', (proxy) => proxy.refuse()],
  ['is silent', async (proxy) => proxy.goSilent()],
];

it.each(outages)('counts alone while Redis %s, at once, and together again when it is back', async (_, breakIt) => {
  const proxy = await createTestProxy(inject('redisUrl'));
  closing.push(() => proxy.close());
  let nowMs = 1_000_000;
  const lone = startLimiter({ url: proxy.url, now: () => nowMs });
  await vi.waitFor(() => lone.redis.ready(), 5_000);
  const [bucket, limit] = [newBucket(), slow(5)];
  await takeMany(first.limiter, bucket, { times: 5, limit });
  expect(await lone.limiter.take(bucket, limit)).toMatchObject({ isAllowed: false });

  await breakIt(proxy);
  const brokenAt = performance.now();
  expect(countAllowed(await takeMany(lone.limiter, bucket, { times: 20, limit }))).toBe(5);
  expect(performance.now() - brokenAt).toBeLessThan(1_500);
  // Nobody waits from here on, not even those in whose time it is looked whether Redis is back.
  const startedAt = performance.now();
  for (let tick = 0; tick < 20; tick += 1) {
    nowMs += 1_001;
    expect(await lone.limiter.take(bucket, limit)).toMatchObject({ isAllowed: false });
  }
  expect(performance.now() - startedAt).toBeLessThan(400);
  expect(lone.told('limits are counted here alone')).toBe(1);

  await proxy.restore();
  await first.limiter.giveBack(bucket, limit);
  await vi.waitFor(async () => {
    nowMs += 1_001;
    expect((await lone.limiter.take(bucket, limit)).isAllowed).toBe(true);
  }, 10_000);
  expect(await first.limiter.take(bucket, limit)).toMatchObject({ isAllowed: false });
  expect(lone.told('limits are counted together again')).toBe(1);
});
