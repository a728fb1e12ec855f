import { expect, it } from 'vitest';
import { json } from './test-api.ts';
import { addDevice, addLinkedDevice, startApiWithHolder, type TestDevice } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();
const tenant = await api.createTenant();
const health = ({ id }: TestDevice) => api.as(tenant, `/api/v1/devices/${id}/health`);

it('answers what the session says, with the state of the device', async () => {
  const device = await addLinkedDevice(api, tenant.id);
  await holder.hold(device);
  expect(await health(device)).toMatchObject({
    status: 200,
    body: { state: 'connected', socket: 'open', unanswered_queries: 0, phone_last_seen_at: null },
  });
});

it('answers while a device is being linked, too', async () => {
  const device = await addDevice(api, tenant.id);
  await holder.hold(device);
  const before = await health(device);
  await api.as(tenant, `/api/v1/devices/${device.id}/link`, json({}));
  expect([before.body['code'], (await health(device)).body]).toMatchObject([
    'device_not_linked',
    { state: 'qr_ready' },
  ]);
});

it('says at once that nobody is there', async () => {
  const startedAt = performance.now();
  const { status, body } = await health(await addLinkedDevice(api, tenant.id));
  expect([status, body['code']]).toEqual([504, 'device_not_answering']);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
