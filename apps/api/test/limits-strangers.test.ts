import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:http';
import { createLimiter, openRedis } from '@parley/coordination';
import { createLogger } from '@parley/runtime';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { afterAll, expect, inject, it } from 'vitest';
import { addressBucket } from '../src/callers/buckets.ts';
import { limits } from '../src/callers/limits.ts';
import { newAddress } from './test-address.ts';
import { startTestApi } from './test-api.ts';

let postgres = await createTestProxy(inject('redisUrl'));
await postgres.close();
const api = await startTestApi({
  databaseUrlFor: async (url) => {
    postgres = await createTestProxy(url);
    return postgres.url;
  },
});
const redis = openRedis({ url: inject('redisUrl'), logger: createLogger({ process: 'test', level: 'silent' }) });
afterAll(() => Promise.all([redis.close(), postgres.close()]));
const limiter = createLimiter({ redis, logger: createLogger({ process: 'test', level: 'silent' }) });

const tenant = await api.createTenant();
const account = `/t/${tenant.name}/api/v1/account`;

/** Asks from an address, once for each of the given headers. */
const askFrom = (address: string, asks: readonly Record<string, string>[], path = account) =>
  Promise.all(asks.map((headers) => api.request(path, { headers: { 'x-forwarded-for': address, ...headers } })));

const many = (count: number, headers: Record<string, string> = {}) => Array.from({ length: count }, () => headers);

/** Takes all that an address may still be refused, so that what it does next is beyond the limit. */
const exhaust = async (address: string): Promise<void> => {
  const bucket = addressBucket({ tenant: null, address, requestId: '' }, 'strangers');
  await Promise.all(many(130).map(() => limiter.take(bucket, limits.strangers)));
};

/** Well formed, of nobody: it costs a look into the database to know. */
const unknownToken = async (): Promise<string> => {
  const other = await api.createTenant();
  return other.token;
};

it.each<[string, (turn: number) => Record<string, string>, number, string]>([
  ['without a token', () => ({}), 403, 'token_missing'],
  ['with a malformed token', () => ({ 'access-token': 'par_live_nonsense' }), 403, 'token_invalid'],
  ['with a new malformed token each time', (turn) => ({ 'x-api-key': `made up ${turn}` }), 403, 'token_invalid'],
  [
    'with a cookie that is none',
    (turn) => ({ 'x-parley-dashboard': '1', cookie: `parley-${tenant.name}=made-up-${turn}` }),
    401,
    'login_required',
  ],
])('refuses 120 calls a minute %s by what is wrong with them, and all beyond for being too many', async (...row) => {
  const [, headersOf, status, code] = row;
  const startedAt = performance.now();
  const answers = await askFrom(
    newAddress(),
    many(140).map((_, turn) => headersOf(turn)),
  );
  const refilled = Math.floor((performance.now() - startedAt) / 500);
  const named = answers.filter(({ body }) => body['code'] === code);
  expect(named.length).toBeGreaterThanOrEqual(120);
  expect(named.length).toBeLessThanOrEqual(120 + refilled);
  expect(new Set(named.map((answer) => answer.status))).toEqual(new Set([status]));

  const limited = answers.filter(({ body }) => body['code'] !== code);
  for (const answer of limited) {
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([429, 'rate_limited', '1']);
  }
});

it('counts a bad token each time, however many bring the same at once', async () => {
  const address = newAddress();
  const token = await unknownToken();
  const answers = await askFrom(address, many(200, { 'access-token': token }));
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(60);
});

it('counts neither a good token nor a page that is not logged in', async () => {
  const address = newAddress();
  // Good, but for nothing that is asked here: refused by the guard, so that no handler is kept busy.
  const { name, token } = await api.createTenant({ scopes: [] });
  const good = await askFrom(address, many(200, { 'access-token': token }), `/t/${name}/api/v1/audit`);
  const loggedOut = await askFrom(address, many(200, { 'x-parley-dashboard': '1' }));
  expect(new Set(good.map(({ body }) => body['code']))).toEqual(new Set(['scope_missing']));
  expect(new Set(loggedOut.map(({ status }) => status))).toEqual(new Set([401]));
  const [stranger] = await askFrom(address, [{ 'access-token': 'bad' }]);
  expect(stranger?.status).toBe(403);
});

it('lets a token through from an address that is beyond its limit, if it was good a moment ago', async () => {
  const address = newAddress();
  const good = { 'access-token': tenant.token };
  expect((await askFrom(address, [good]))[0]?.status).toBe(200);
  await exhaust(address);
  const [known, bad] = await askFrom(address, [good, { 'access-token': 'bad' }]);
  expect([known?.status, bad?.status]).toEqual([200, 429]);
});

it('refuses who is beyond the limit before anything is looked up', async () => {
  const token = await unknownToken();
  const asks = [{ 'access-token': token }, { authorization: `Bearer ${token}` }, { 'x-api-key': 'malformed' }, {}];
  const limited = newAddress();
  await postgres.refuse();
  await exhaust(limited);
  const answers = await askFrom(limited, asks);
  const [looked] = await askFrom(newAddress(), asks);
  await postgres.restore();
  expect(answers.map(({ status }) => status)).toEqual([429, 429, 429, 429]);
  expect(looked?.status).toBe(503);
});

it('believes one proxy about an address, and nothing that somebody wrote before it', async () => {
  const address = newAddress();
  await exhaust(address);
  for (const forged of [newAddress(), '127.0.0.1', '::1', `${newAddress()}, ${newAddress()}`]) {
    const headers = { 'x-forwarded-for': `${forged}, ${address}`, forwarded: `for=${forged}`, 'x-real-ip': forged };
    expect((await api.request(account, { headers })).status).toBe(429);
  }
  const [innocent] = await askFrom(`${address}, ${newAddress()}`, [{}]);
  expect(innocent?.status).toBe(403);
});

it('counts the addresses of one IPv6 network as one', async () => {
  const half = `2001:db8:${randomInt(65_536).toString(16)}:${randomInt(65_536).toString(16)}`;
  await exhaust(`${half}::1`);
  const [neighbour, other] = await Promise.all([
    askFrom(`${half}:dead:beef:0:7`, [{}]),
    askFrom(`2001:db8:1:${randomInt(65_536).toString(16)}::1`, [{}]),
  ]);
  expect([neighbour[0]?.status, other[0]?.status]).toEqual([429, 403]);
});

it('believes nobody about an address where no proxy is expected', async () => {
  const plain = await startTestApi({ settings: { TRUST_PROXY: '0' } });
  // An address of our own for this test alone: all of 127/8 is this machine.
  const address = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
  const ask = async (forwardedFor: string): Promise<number | undefined> => {
    const request = get(`${plain.origin}/t/nobody/api/v1/account`, {
      localAddress: address,
      headers: { 'x-forwarded-for': forwardedFor },
    });
    const [response]: { statusCode?: number; resume(): void }[] = await once(request, 'response');
    response?.resume();
    return response?.statusCode;
  };
  expect(await ask(newAddress())).toBe(403);
  await exhaust(address);
  expect(await ask(newAddress())).toBe(429);
});

it("does not hold what a browser asks for somebody else's page against everybody behind its address", async () => {
  const address = newAddress();
  await askFrom(address, many(130, { 'sec-fetch-site': 'cross-site' }));
  expect((await askFrom(address, many(1, { 'access-token': await unknownToken() })))[0]?.status).toBe(403);
});
