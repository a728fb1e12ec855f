import { expect, it } from 'vitest';
import { readStream } from './stream-reader.ts';
import { json, startTestApi, type TestMember, type TestTenant } from './test-api.ts';
import { addDevice } from './test-holder.ts';

const api = await startTestApi();

const stream = (tenant: TestTenant, headers: Record<string, string> = {}, query = '') =>
  readStream(`${api.origin}/t/${tenant.name}/api/v1/events${query}`, { 'access-token': tenant.token, ...headers });

const streamAsMember = ({ tenant, cookie }: TestMember) =>
  readStream(`${api.origin}/t/${tenant.name}/api/v1/events`, {
    cookie,
    'x-parley-dashboard': '1',
    origin: api.ownOrigin,
  });

const within = { timeout: 10_000, interval: 20 };
const name = (tenant: TestTenant, device: string, to: string) =>
  api.as(tenant, `/api/v1/devices/${device}`, json({ name: to }, 'PATCH'));

it('tells what happens as it happens, by type, with a cursor from the first moment on', async () => {
  const tenant = await api.createTenant();
  const feed = await stream(tenant);
  expect(Object.fromEntries(feed.answer.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  await expect.poll(() => feed.blocks.length, within).toBeGreaterThan(0);
  expect(feed.blocks[0]).toMatchObject({ id: expect.stringMatching(/./), event: null });
  const device = await addDevice(api, tenant.id);
  await expect.poll(() => feed.told().length, within).toBe(1);
  expect(feed.blocks.at(-1)).toMatchObject({
    type: 'device.added',
    event: { type: 'device.added', device: device.id },
  });
});

it('goes on behind the last event that was heard', async () => {
  const tenant = await api.createTenant();
  const feed = await stream(tenant);
  await expect.poll(() => feed.blocks.length, within).toBeGreaterThan(0);
  const { id } = await addDevice(api, tenant.id);
  for (const to of ['One', 'Two', 'Three']) await name(tenant, id, to);
  await expect.poll(() => feed.told().length, within).toBe(4);
  feed.leave();
  const [added, ...changed] = feed.blocks.filter(({ event }) => event !== null);
  const again = await stream(tenant, { 'last-event-id': added?.id ?? '' }, '?cursor=nonsense');
  await expect.poll(() => again.told().length, within).toBe(3);
  expect(again.told()).toEqual(changed.map(({ event }) => event));
  // Those were read at once; behind each of them one can go on, too.
  const behindFirst = again.blocks.find(({ event }) => event !== null)?.id ?? '';
  const third = await stream(tenant, { 'last-event-id': behindFirst });
  await expect.poll(() => third.told().length, within).toBe(2);
  expect(third.told()).toEqual(changed.slice(1).map(({ event }) => event));
});

it('tells what happens within a tenth of a second, as a rule', async () => {
  const tenant = await api.createTenant();
  const { id } = await addDevice(api, tenant.id);
  const feed = await stream(tenant);
  await expect.poll(() => feed.blocks.length, within).toBeGreaterThan(0);
  const took: number[] = [];
  for (let round = 1; round <= 15; round += 1) {
    await name(tenant, id, `Name ${round}`);
    const startedAt = performance.now();
    await expect.poll(() => feed.told().length, { ...within, interval: 2 }).toBe(round);
    took.push(performance.now() - startedAt);
  }
  // Not each time: an event waits for transactions that began before it, of other tests as well.
  expect(took.toSorted((one, other) => one - other)[7]).toBeLessThan(100);
});

it('counts as one request, however much it tells', async () => {
  // A plan that gives back one request a second.
  const tenant = await api.createTenant({ planId: 'trial' });
  const feed = await stream(tenant);
  const addings = Array.from({ length: 30 }, () => api.narrow(tenant));
  await Promise.all(addings);
  await expect.poll(() => feed.told().length, within).toBe(30);
  const { headers } = await api.as(tenant, '/api/v1/account');
  expect(Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1])).toBeGreaterThanOrEqual(58);
});

it('refuses a cursor of nobody’s before it begins', async () => {
  const feed = await stream(await api.createTenant(), { 'last-event-id': 'nonsense' });
  expect([feed.answer.status, feed.answer.headers.get('content-type')]).toEqual([
    422,
    'application/problem+json; charset=utf-8',
  ]);
});

it('ends within five seconds once its token is revoked, or its login closed', async () => {
  const tenant = await api.createTenant();
  const revoked = await api.narrow(tenant, { network: 'sandbox' });
  const member = await api.createMember(tenant);
  const [byToken, byLogin, stays] = [await stream(revoked), await streamAsMember(member), await stream(tenant)];
  expect([byToken.answer.status, byLogin.answer.status]).toEqual([200, 200]);
  await api.as(tenant, `/api/v1/tokens/${revoked.tokenId}`, { method: 'DELETE' });
  await api.asMember(member, '/api/v1/logout', { method: 'POST' });
  const endedAt = performance.now();
  await expect.poll(() => [byToken.hasEnded(), byLogin.hasEnded()], within).toEqual([true, true]);
  expect(performance.now() - endedAt).toBeLessThan(5_000);
  expect(stays.hasEnded()).toBe(false);
});
