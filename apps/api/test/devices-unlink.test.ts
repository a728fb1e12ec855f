import { expect, it } from 'vitest';
import { json } from './test-api.ts';
import { addDevice, addLinkedDevice, startApiWithHolder, type TestDevice } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();
const tenant = await api.createTenant();
const unlink = ({ id }: TestDevice) => api.as(tenant, `/api/v1/devices/${id}/unlink`, json({}));

it('answers the device once it is unlinked, and it can be linked anew', async () => {
  const device = await addLinkedDevice(api, tenant.id);
  await holder.hold(device);
  expect(await unlink(device)).toMatchObject({
    status: 200,
    body: { state: 'logged_out', reason: 'unlinked_by_you', wish: null },
  });
  const linking = await api.as(tenant, `/api/v1/devices/${device.id}/link`, json({}));
  expect(linking).toMatchObject({ status: 200, body: { state: 'qr_ready' } });
});

it('refuses a device that is not linked', async () => {
  const { status, body } = await unlink(await addDevice(api, tenant.id));
  expect([status, body['code']]).toEqual([409, 'device_not_linked']);
});

it('ends a linking that is under way', async () => {
  const device = await addDevice(api, tenant.id);
  await holder.hold(device);
  await api.as(tenant, `/api/v1/devices/${device.id}/link`, json({}));
  expect(await unlink(device)).toMatchObject({ status: 200, body: { wish: null } });
});
