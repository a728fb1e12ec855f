import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { json, type TestTenant } from './test-api.ts';
import { addDevice, addLinkedDevice, newPhone, startApiWithHolder, toRecord } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();
const tenant = await api.createTenant();
const connect = async (device: string, by: TestTenant = tenant) => {
  const { status, body } = await api.as(by, `/api/connect/${device}`);
  return [status, body];
};

it('answers a QR code as a picture, and the same as long as it can be scanned', async () => {
  const device = await addDevice(api, tenant.id);
  await holder.hold(device);
  const first = await connect(device.id);
  expect(first).toEqual([200, { success: true, qrCode: expect.stringMatching(/^data:image\/png;base64,[\w+/]+=*$/) }]);
  expect(await connect(device.id)).toEqual(first);
});

it('refuses a device that is linked, by its number and by its id', async () => {
  const phone = newPhone();
  const { id } = await addLinkedDevice(api, tenant.id, { phone });
  for (const device of [id, phone, `+${phone}`])
    expect(await connect(device)).toEqual([400, { success: false, message: 'device is already connected' }]);
});

it('has no device by what is none, nor by what is beyond reach', async () => {
  const other = await addDevice(api, (await api.createTenant()).id);
  const live = await addDevice(api, tenant.id, { network: 'live' });
  for (const device of [newId('dev'), other.id, live.id, '12025550199', 'x', '-1', '%00', '%F0%9F%94%92'])
    expect(await connect(device)).toEqual([404, { success: false, message: 'device not found!' }]);
});

const notAnswering = { success: false, message: 'The device does not answer right now.', code: 'device_not_answering' };

it('says why there is no QR code', async () => {
  const blocked = await addDevice(api, tenant.id);
  await holder.hold(blocked, (inSession) =>
    inSession(({ device }) => device.recordCondition(toRecord({ state: 'link_blocked', reason: 'passkey_required' }))),
  );
  const told = 'WhatsApp wants a passkey to link this number, which programs cannot give.';
  expect(await connect(blocked.id)).toEqual([504, { ...notAnswering, errors: { device: [told] } }]);
});

it('waits ten seconds where nobody is there; deleting does so too, and is not said to be done before it is', async () => {
  const [device, linked] = [await addDevice(api, tenant.id), await addLinkedDevice(api, tenant.id)];
  const startedAt = performance.now();
  const [connecting, { status, body }] = await Promise.all([
    connect(device.id),
    api.as(tenant, '/api/delete', json({ sender_device: linked.id })),
  ]);
  const tookMs = performance.now() - startedAt;
  expect([tookMs > 9_000, tookMs < 12_000]).toEqual([true, true]);
  expect([connecting, [status, body]]).toEqual([
    [504, notAnswering],
    [504, notAnswering],
  ]);
  expect((await api.as(tenant, `/api/v1/devices/${linked.id}`)).body['wish']).toBe('unlink');
});

it('is for nobody who may only look, since it links', async () => {
  const device = await addDevice(api, tenant.id);
  const [reader, looker] = [
    await api.narrow(tenant, { scopes: ['devices:read'] }),
    await api.narrow(tenant, { policy: { read_only: true } }),
  ];
  const refusal = { success: false, message: 'You may not do that.', code: 'scope_missing' };
  expect(await connect(device.id, reader)).toEqual([403, { ...refusal, errors: { scope: ['devices:manage'] } }]);
  expect(await connect(device.id, looker)).toEqual([403, { ...refusal, errors: { policy: ['read_only'] } }]);
});
