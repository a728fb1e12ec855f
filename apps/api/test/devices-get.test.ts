import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { json, type TestTenant } from './test-api.ts';
import { addDevice, addLinkedDevice, newPhone, sessionOf, startApiWithHolder, toRecord } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();

const get = (tenant: TestTenant, ref: string) => api.as(tenant, `/api/v1/devices/${ref}`);

it('finds a device by its number as by its id', async () => {
  const tenant = await api.createTenant();
  const phone = newPhone();
  const device = await addLinkedDevice(api, tenant.id, { phone });
  for (const ref of [device.id, phone])
    expect((await get(tenant, ref)).body).toMatchObject({ id: device.id, phone: `+${phone}` });
});

it('says that a device waits for a worker where its connection has none, and believes the row where one is there', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  expect((await get(tenant, device.id)).body).toMatchObject({ state: 'disconnected', reason: 'waiting_for_worker' });
  await holder.hold(device);
  expect((await get(tenant, device.id)).body).toMatchObject({ state: 'connected' });
  const inSession = await sessionOf(api, device);
  await inSession((session) =>
    session.device.recordCondition(toRecord({ state: 'stopped', reason: 'stopped_by_you' })),
  );
  expect((await get(tenant, device.id)).body).toMatchObject({ state: 'stopped' });
});

it('shows what links a device only to who may link it', async () => {
  const tenant = await api.createTenant();
  const device = await addDevice(api, tenant.id);
  await holder.hold(device);
  await api.as(tenant, `/api/v1/devices/${device.id}/link`, json({}));
  await expect.poll(async () => (await get(tenant, device.id)).body['state']).toBe('qr_ready');
  expect((await get(tenant, device.id)).body['link']).toBeDefined();
  for (const to of [{ scopes: ['devices:read' as const] }, { policy: { read_only: true } }]) {
    const { body } = await get(await api.narrow(tenant, to), device.id);
    expect([body['state'], body['link']]).toEqual(['qr_ready', undefined]);
  }
});

it('has only its own devices for a narrowed token, by their id and by their number', async () => {
  const tenant = await api.createTenant();
  const [phone, other] = [newPhone(), newPhone()];
  const device = await addLinkedDevice(api, tenant.id, { phone });
  const another = await addLinkedDevice(api, tenant.id, { phone: other });
  const narrowed = await api.narrow(tenant, { policy: { devices: [device.id] } });
  for (const ref of [device.id, phone]) expect((await get(narrowed, ref)).body['id']).toBe(device.id);
  for (const ref of [another.id, other, newPhone(), newId('dev')]) {
    const { status, body } = await get(narrowed, ref);
    expect([status, body['code'], body['errors']]).toEqual([403, 'scope_missing', { policy: ['devices'] }]);
  }
});
