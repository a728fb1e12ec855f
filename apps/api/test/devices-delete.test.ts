import { toUuid } from '@parley/contract';
import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { json, type TestTenant } from './test-api.ts';
import { addLinkedDevice, startApiWithHolder, type TestDevice } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();

const remove = (tenant: TestTenant, { id }: TestDevice) =>
  api.as(tenant, `/api/v1/devices/${id}`, { method: 'DELETE' });

it('is gone for everybody at once, and makes room for another', async () => {
  const tenant = await api.createTenant({ planId: 'trial' });
  const device = await addLinkedDevice(api, tenant.id);
  const add = () => api.as(tenant, '/api/v1/devices', json({ name: 'Shop' }));
  expect((await add()).status).toBe(402);
  const deleted = await remove(tenant, device);
  expect([deleted.status, deleted.body['id']]).toEqual([200, device.id]);
  const [got, listed] = [await api.as(tenant, `/api/v1/devices/${device.id}`), await api.as(tenant, '/api/v1/devices')];
  expect([got.status, listed.body['data']]).toEqual([404, []]);
  expect((await add()).status).toBe(201);
});

it('has whoever holds the device clear it away', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  await holder.hold(device);
  await remove(tenant, device);
  await expect.poll(() => inDatabase(api, 'select 1 from devices where id = $1', [toUuid(device.id)])).toEqual([]);
});
