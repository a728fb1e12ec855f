import { toUuid } from '@parley/contract';
import { openRedis } from '@parley/coordination';
import { createLogger } from '@parley/runtime';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { afterAll, expect, inject, it, vi } from 'vitest';
import { createIsHeld } from '../src/devices/is-held.ts';
import { inDatabase } from './in-database.ts';
import { json } from './test-api.ts';
import { addDevice, addLinkedDevice, sessionOf, startApiWithHolder, type TestDevice, toRecord } from './test-holder.ts';

// Whether a worker is there for a device, and what is said of it where nobody knows, or where another has just come.

const { api, holder } = await startApiWithHolder();
const tenant = await api.createTenant();
const get = async ({ id }: TestDevice) => (await api.as(tenant, `/api/v1/devices/${id}`)).body;

it('takes a device for held while Redis is away only for as long as its worker can hold on without Redis', async () => {
  const proxy = await createTestProxy(inject('redisUrl'));
  const redis = openRedis({ url: proxy.url, logger: createLogger({ process: 'test', level: 'silent' }) });
  afterAll(() => Promise.all([redis.close(), proxy.close()]));
  let now = 0;
  const isHeld = createIsHeld(redis, () => now);
  const ask = () => isHeld({ device: { network: 'sandbox' }, shard: 'sandbox-00' });
  await vi.waitFor(async () => expect(await ask()).toBe(false), { timeout: 5_000 });
  await proxy.refuse();
  await vi.waitFor(async () => expect(await ask()).toBe(null), { timeout: 5_000 });
  now += 7_900;
  expect(await ask()).toBe(null);
  now += 200;
  expect(await ask()).toBe(false);
  await proxy.restore();
  await vi.waitFor(() => redis.ready(), { timeout: 5_000 });
  await ask();
  await proxy.refuse();
  await vi.waitFor(async () => expect(await ask()).toBe(null), { timeout: 5_000 });
});

it('says that a device connects again, and shows nothing that links it, until its new worker has come to it', async () => {
  const [linked, linking] = [await addLinkedDevice(api, tenant.id), await addDevice(api, tenant.id)];
  for (const device of [linked, linking]) await holder.hold(device);
  expect((await api.as(tenant, `/api/v1/devices/${linking.id}/link`, json({}))).body['state']).toBe('qr_ready');
  await takeOver(linked, linking);
  const reconnecting = { state: 'connecting', reason: 'reconnecting' };
  expect([await get(linked), await get(linking)]).toMatchObject([reconnecting, reconnecting]);
  expect((await get(linking))['link']).toBeUndefined();
  const list = await api.as(tenant, '/api/v1/devices');
  expect(list.body['data']).toMatchObject([reconnecting, reconnecting]);
  const inSession = await sessionOf(api, linked);
  await inSession(({ device }) => device.recordCondition(toRecord({ state: 'connected', reason: 'connected' })));
  expect(await get(linked)).toMatchObject({ state: 'connected' });
});

it('says that WhatsApp has locked a number whoever holds it', async () => {
  const device = await addLinkedDevice(api, tenant.id);
  await holder.hold(device);
  const inSession = await sessionOf(api, device);
  const locked = { state: 'restricted', reason: 'temporarily_banned' } as const;
  await inSession((session) => session.device.recordCondition(toRecord(locked)));
  await takeOver(device);
  expect(await get(device)).toMatchObject(locked);
});

/** Another worker gains the shards of these devices. */
const takeOver = async (...devices: TestDevice[]): Promise<void> => {
  const shards = await inDatabase(api, 'select distinct shard from devices where id = any($1)', [
    devices.map(({ id }) => toUuid(id)),
  ]);
  for (const { shard } of shards) await api.store.forInstallation(({ growEpoch }) => growEpoch(String(shard)));
};
