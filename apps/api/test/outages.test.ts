import { createTestProxy } from '@parley/runtime/test-proxy';
import { afterAll, expect, inject, it, vi } from 'vitest';
import { startTestApi } from './test-api.ts';

const redis = await createTestProxy(inject('redisUrl'));
let postgres = redis;
const api = await startTestApi({
  settings: { REDIS_URL: redis.url },
  databaseUrlFor: async (url) => {
    postgres = await createTestProxy(url);
    return postgres.url;
  },
});
afterAll(() => Promise.all([redis.close(), postgres.close()]));
const tenant = await api.createTenant();

const untilReady = () =>
  vi.waitFor(async () => expect((await api.request('/readyz')).status).toBe(200), { timeout: 10_000 });

/** Readiness is asked for anew every half second, so it may lag by that much. */
const untilFailed = (name: string) =>
  vi.waitFor(async () => {
    const { status, body } = await api.request('/readyz');
    const checks: { name: string; ok: boolean }[] = Array.isArray(body['checks']) ? body['checks'] : [];
    expect([status, checks.filter(({ ok }) => !ok).map((check) => check.name)]).toEqual([503, [name]]);
  }, 5_000);

it('still answers reads while Redis is down, and says in readyz what is missing', async () => {
  await untilReady();
  await redis.refuse();
  await untilFailed('redis');
  expect((await api.request('/healthz')).status).toBe(200);
  expect((await api.as(tenant, '/api/v1/account')).status).toBe(200);
  await redis.restore();
  await untilReady();
});

it.each([
  ['is gone', () => postgres.refuse()],
  ['is silent', async () => postgres.goSilent()],
])('answers 503 within a second while Postgres %s, and recovers by itself', async (_, breakIt) => {
  await untilReady();
  await breakIt();
  const startedAt = performance.now();
  const answers = await Promise.all(Array.from({ length: 5 }, () => api.as(tenant, '/api/v1/account')));
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  for (const { status, body, headers } of answers) {
    expect([status, body['code'], body['retryable']]).toEqual([503, 'unavailable', true]);
    expect(headers.get('retry-after')).toBe('2');
  }
  await untilFailed('postgres');
  expect((await api.request('/healthz')).status).toBe(200);
  expect(api.log.filter((line) => line.includes('postgres is away'))).not.toEqual([]);
  await postgres.restore();
  await untilReady();
  expect((await api.as(tenant, '/api/v1/account')).status).toBe(200);
});
