import { startTestSandbox } from '@parley/sandbox/test-sandbox';
import { afterAll, expect, it } from 'vitest';
import { json, type TestTenant } from './test-api.ts';
import {
  addDevice,
  sessionOf,
  showLink,
  startApiWithHolder,
  type Tend,
  type TestDevice,
  toRecord,
} from './test-holder.ts';

// Linking to a phone of the sandbox with one call. The network is real, and so is the client whose QR code is scanned.

const sandbox = await startTestSandbox();
const { api, holder } = await startApiWithHolder({ settings: { SANDBOX_URL: sandbox.url } });
afterAll(() => sandbox.stop());

const link = ({ name, token }: TestTenant, { id }: TestDevice) =>
  api.as({ name, token }, `/api/v1/devices/${id}/link`, json({ sandbox: true }));

/** Opens a client for the device, shows its QR code, and records that it was linked. */
const linkByClient: Tend = async (inSession) => {
  const { wish } = await inSession(({ device }) => device.get());
  if (wish?.kind !== 'link') return;
  const client = sandbox.openClient();
  const { qr } = await client.saw('connection.update', (update) => update.qr !== undefined);
  await inSession(({ device }) => showLink(device, null, qr));
  await client.saw('connection.update', (update) => update.connection === 'open');
  const { me } = client.socket().authState.creds;
  const phone = me?.id.split(/[:@]/)[0] ?? '';
  await inSession(async ({ device }) => {
    await device.recordLinked({ phone, lid: me?.lid ?? null });
    await device.recordCondition(toRecord({ state: 'connected', reason: 'connected' }));
  });
};

const unlink = async (device: TestDevice): Promise<void> => {
  const inSession = await sessionOf(api, device);
  await inSession((session) =>
    session.device.recordCondition(toRecord({ state: 'logged_out', reason: 'unlinked_by_you' })),
  );
};

it('links a device to a phone made for it, and later to that phone again', async () => {
  const tenant = await api.createTenant();
  const device = await addDevice(api, tenant.id);
  await holder.hold(device, linkByClient);
  const first = await link(tenant, device);
  expect([first.status, first.body['state']]).toEqual([200, 'connected']);
  await unlink(device);
  const again = await link(tenant, device);
  expect([again.status, again.body['state'], again.body['phone']]).toEqual([200, 'connected', first.body['phone']]);
});

it('links the number that was named, where nobody has it', async () => {
  const tenant = await api.createTenant();
  const device = await addDevice(api, tenant.id, { phone: '12025570001' });
  await holder.hold(device, linkByClient);
  const { status, body } = await link(tenant, device);
  expect([status, body['state'], body['phone']]).toEqual([200, 'connected', '+12025570001']);
});

it('never has the phone of another scan, whatever number a device was given', async () => {
  const [tenant, rival] = [await api.createTenant(), await api.createTenant()];
  const { phone, lid } = await sandbox.createPhone();
  const named = await addDevice(api, tenant.id, { phone });
  await holder.hold(named, linkByClient);
  const answers = [await link(tenant, named)];
  // Nor does it help to have been linked to another phone before, of the same number even.
  const before = await addDevice(api, rival.id, { phone });
  await holder.hold(before, linkByClient);
  const inSession = await sessionOf(api, before);
  await inSession((session) => session.device.recordLinked({ phone, lid: '999@lid' }));
  await unlink(before);
  answers.push(await link(rival, before));
  expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
    [409, 'device_number_taken'],
    [409, 'device_number_taken'],
  ]);
  expect(await sandbox.call('GET', `/phones/${phone}`)).toMatchObject({ lid, devices: [], connections: 0 });
});

it('has a contact of the sandbox scan nothing either', async () => {
  const tenant = await api.createTenant();
  const device = await addDevice(api, tenant.id, { phone: '12025550100' });
  await holder.hold(device, linkByClient);
  expect((await link(tenant, device)).body['code']).toBe('device_number_taken');
});
