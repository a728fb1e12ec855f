import { createTestProxy, type TestProxy } from '@parley/runtime/test-proxy';
import { afterAll, expect, inject, it, vi } from 'vitest';
import { startTestApi } from './test-api.ts';

const redis = await createTestProxy(inject('redisUrl'));
const api = await startTestApi({ settings: { REDIS_URL: redis.url } });
afterAll(() => redis.close());

const told = (what: string): number => api.log.filter((line) => line.includes(what)).length;

const outages: [string, (proxy: TestProxy) => Promise<void>][] = [
  ['is gone', (proxy) => proxy.refuse()],
  ['is silent', async (proxy) => proxy.goSilent()],
];

it.each(outages)('limits by itself while Redis %s, and keeps nobody waiting for it', async (_, breakIt) => {
  await vi.waitFor(async () => expect((await api.request('/readyz')).status).toBe(200), { timeout: 10_000 });
  // A token that may do nothing is counted and refused by the guard: no handler is kept busy.
  const tenant = await api.createTenant({ planId: 'trial', scopes: [] });
  const before = told('limits are counted here alone');
  expect((await api.as(tenant, '/api/v1/audit')).headers.get('ratelimit')).toBe('"requests";r=59;t=1');
  await breakIt(redis);

  const startedAt = performance.now();
  const first = await Promise.all(Array.from({ length: 5 }, () => api.as(tenant, '/api/v1/audit')));
  expect(performance.now() - startedAt).toBeLessThan(1_500);
  expect(first.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);

  const answers = await Promise.all(Array.from({ length: 90 }, () => api.as(tenant, '/api/v1/audit')));
  const tookMs = performance.now() - startedAt;
  const allowed = answers.filter(({ status }) => status === 403).length;
  expect(allowed).toBeGreaterThanOrEqual(55);
  expect(allowed).toBeLessThanOrEqual(55 + Math.ceil(tookMs / 1_000));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(90 - allowed);
  expect(told('limits are counted here alone')).toBe(before + 1);

  await redis.restore();
  await vi.waitFor(
    async () => {
      expect((await api.as(tenant, '/api/v1/audit')).headers.get('ratelimit')).not.toContain('r=0');
      expect(told('limits are counted together again')).toBe(before + 1);
    },
    { timeout: 10_000, interval: 100 },
  );
});
