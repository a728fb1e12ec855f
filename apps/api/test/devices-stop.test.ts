import { expect, it } from 'vitest';
import { json } from './test-api.ts';
import { addDevice, addLinkedDevice, startApiWithHolder, type TestDevice } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();
const tenant = await api.createTenant();
const stop = ({ id }: TestDevice) => api.as(tenant, `/api/v1/devices/${id}/stop`, json({}));

it('answers the device once it has stopped', async () => {
  const device = await addLinkedDevice(api, tenant.id);
  await holder.hold(device);
  expect(await stop(device)).toMatchObject({
    status: 200,
    body: { state: 'stopped', reason: 'stopped_by_you', wish: null },
  });
});

it('refuses a device that is not linked', async () => {
  const { status, body } = await stop(await addDevice(api, tenant.id));
  expect([status, body['code']]).toEqual([409, 'device_not_linked']);
});
