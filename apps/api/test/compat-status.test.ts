import { type DeviceCondition, deviceWords, newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { addDevice, addLinkedDevice, newPhone, sessionOf, startApiWithHolder, toRecord } from './test-holder.ts';

const { api, holder } = await startApiWithHolder();
const tenant = await api.createTenant();
const status = async (device: string) => {
  const answer = await api.as(tenant, `/api/status/${device}`);
  return [answer.status, answer.body];
};

const conditions: DeviceCondition[] = [
  { state: 'connecting', reason: 'starting' },
  { state: 'qr_ready', reason: 'waiting_for_scan' },
  { state: 'pairing_code_ready', reason: 'waiting_for_code' },
  { state: 'connected', reason: 'connected' },
  { state: 'disconnected', reason: 'not_answering' },
  { state: 'restricted', reason: 'temporarily_banned' },
  { state: 'needs_human', reason: 'unknown_refusal' },
  { state: 'logged_out', reason: 'removed_on_phone' },
  { state: 'banned', reason: 'banned' },
  { state: 'link_blocked', reason: 'passkey_required' },
  { state: 'stopped', reason: 'stopped_by_you' },
];

it('has one of four words for each state', async () => {
  const device = await addDevice(api, tenant.id);
  await holder.hold(device);
  expect(await status(device.id)).toEqual([200, { success: true, message: 'not initialized' }]);
  const inSession = await sessionOf(api, device);
  for (const condition of conditions) {
    await inSession((session) => session.device.recordCondition(toRecord(condition)));
    expect(await status(device.id)).toEqual([200, { success: true, message: deviceWords[condition.state] }]);
  }
});

it('is disconnected where no worker is there, whatever its last one wrote; by its number like by its id', async () => {
  const phone = newPhone();
  const { id } = await addLinkedDevice(api, tenant.id, { phone });
  for (const device of [id, phone])
    expect(await status(device)).toEqual([200, { success: true, message: 'disconnected' }]);
});

it('has no device by what is none, nor by what is beyond reach', async () => {
  const other = await addDevice(api, (await api.createTenant()).id);
  for (const device of [newId('dev'), other.id, '12025550199', 'x', '%00', 'x'.repeat(90), '%22%27--'])
    expect(await status(device)).toEqual([404, { success: false, message: 'device not found!' }]);
});

it('names a field that it does not know', async () => {
  const { id } = await addDevice(api, tenant.id);
  const message = 'deep is not a field of this operation';
  expect(await status(`${id}?deep=1`)).toEqual([
    422,
    { success: false, message, errors: { deep: ['is not a field of this operation'] } },
  ]);
});
