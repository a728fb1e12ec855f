import { createLogger } from '@parley/runtime';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { expect, inject, it, vi } from 'vitest';
import { openRedis } from '../src/index.ts';

it('fails at once while Redis is away, tells of it once, and recovers by itself', async () => {
  const proxy = await createTestProxy(inject('redisUrl'));
  const lines: string[] = [];
  const logger = createLogger({
    process: 'test',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const redis = openRedis({ url: proxy.url, logger });
  const told = (what: string) => lines.filter((line) => line.includes(what)).length;

  await vi.waitFor(() => redis.ready(), 5_000);
  await proxy.refuse();
  const startedAt = performance.now();
  await expect(redis.ready()).rejects.toThrow();
  expect(performance.now() - startedAt).toBeLessThan(900);
  await vi.waitFor(() => expect(told('redis is away')).toBe(1), 5_000);
  await proxy.restore();
  await vi.waitFor(() => redis.ready(), 5_000);
  expect([told('redis is away'), told('redis is back')]).toEqual([1, 1]);

  proxy.goSilent();
  await expect(redis.ready()).rejects.toThrow();
  await redis.close();
  await proxy.close();
});

it('leaves a connection that went silent, though nobody on it would notice', async () => {
  const proxy = await createTestProxy(inject('redisUrl'));
  const logger = createLogger({ process: 'test', level: 'fatal' });
  const redis = openRedis({ url: proxy.url, logger, lookEveryMs: 20 });
  const onHearing = vi.fn();
  redis.channels.listen('anything', { hear: () => {}, onHearing });
  const jobs = redis.forJobs();
  await vi.waitFor(() => expect([jobs.status, onHearing.mock.calls.length]).toEqual(['ready', 1]), 5_000);
  const left = vi.fn();
  jobs.once('close', left);
  proxy.goSilent();
  const asked = jobs.echo('waited for');
  await vi.waitFor(() => expect(left).toHaveBeenCalled(), 5_000);
  await proxy.restore();
  expect(await asked).toBe('waited for');
  await vi.waitFor(() => expect(onHearing).toHaveBeenCalledTimes(2), 5_000);
  await redis.close();
  await proxy.close();
}, 15_000);
