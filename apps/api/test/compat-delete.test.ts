import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { json } from './test-api.ts';
import { addDevice, addLinkedDevice, newPhone, startApiWithHolder } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();
const tenant = await api.createTenant();
const remove = async (body: unknown, by = tenant) => {
  const answer = await api.as(by, '/api/delete', json(body));
  return [answer.status, answer.body];
};

it('unlinks the device, which stays, and can be linked anew', async () => {
  const phone = newPhone();
  const device = await addLinkedDevice(api, tenant.id, { phone });
  await holder.hold(device);
  expect(await remove({ sender_device: phone })).toEqual([
    200,
    { success: true, message: 'Device deleted successfully' },
  ]);
  const { status, body } = await api.as(tenant, `/api/v1/devices/${device.id}`);
  expect([status, body['state'], body['reason']]).toEqual([200, 'logged_out', 'unlinked_by_you']);
  expect((await api.as(tenant, `/api/connect/${device.id}`)).status).toBe(200);
});

it('refuses a device that is not yours like one that is none', async () => {
  const other = await addDevice(api, (await api.createTenant()).id);
  const message = 'The selected sender device is invalid.';
  for (const sender_device of [newId('dev'), other.id, '12025550199', 12025550199, 'x', '', null, [], {}, true, 1e30])
    expect(await remove({ sender_device })).toEqual([
      422,
      { success: false, message, errors: { sender_device: [message] } },
    ]);
  const required = 'The sender device field is required.';
  expect(await remove({})).toEqual([422, { success: false, message: required, errors: { sender_device: [required] } }]);
});

it('refuses one that is not linked', async () => {
  const { id } = await addDevice(api, tenant.id);
  expect(await remove({ sender_device: id })).toEqual([
    409,
    { success: false, message: 'This device is not linked to a number.', code: 'device_not_linked' },
  ]);
});

it('is refused to a token of other devices, however this one is named', async () => {
  const [phone, own] = [newPhone(), await addLinkedDevice(api, tenant.id)];
  const { id } = await addLinkedDevice(api, tenant.id, { phone });
  const by = await api.narrow(tenant, { policy: { devices: [own.id] } });
  const refusal = { success: false, message: 'You may not do that.', code: 'scope_missing' };
  for (const sender_device of [id, phone, `+${phone}`])
    expect(await remove({ sender_device }, by)).toEqual([403, { ...refusal, errors: { policy: ['devices'] } }]);
});
