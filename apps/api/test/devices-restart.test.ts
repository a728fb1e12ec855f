import { expect, it } from 'vitest';
import { json } from './test-api.ts';
import { addDevice, addLinkedDevice, sessionOf, startApiWithHolder, type TestDevice, toRecord } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();
const tenant = await api.createTenant();
const restart = ({ id }: TestDevice) => api.as(tenant, `/api/v1/devices/${id}/restart`, json({}));

it('answers a device that was stopped once it is connected again', async () => {
  const device = await addLinkedDevice(api, tenant.id);
  const inSession = await sessionOf(api, device);
  await inSession((session) =>
    session.device.recordCondition(toRecord({ state: 'stopped', reason: 'stopped_by_you' })),
  );
  await holder.hold(device);
  expect(await restart(device)).toMatchObject({ status: 200, body: { wish: null, reason: 'connected' } });
});

it('refuses a device that is not linked', async () => {
  const { status, body } = await restart(await addDevice(api, tenant.id));
  expect([status, body['code']]).toEqual([409, 'device_not_linked']);
});
