import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { json, startTestApi } from './test-api.ts';
import { addDevice, addLinkedDevice, newPhone } from './test-holder.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const balance = async (device: string, by = tenant) => {
  const { status, body } = await api.as(by, `/api/reports/balance/${device}`);
  return [status, body];
};

it('answers what is left of the day, and moves with what is accepted', async () => {
  const phone = newPhone();
  const { id } = await addLinkedDevice(api, tenant.id, { phone });
  const counts = { success: true, remaining: 100_000, successful_count: 0, pending: 0, failed: 0 };
  expect(await balance(id)).toEqual([200, counts]);
  await api.as(
    tenant,
    '/api/send/text',
    json({ sender_device: phone, phone: '12025550120,12025550121', message: 'Hello' }),
  );
  expect(await balance(phone)).toEqual([200, { ...counts, remaining: 99_998, pending: 2 }]);
});

it('has no device by what is none, nor by what is beyond reach', async () => {
  const other = await addDevice(api, (await api.createTenant()).id);
  for (const device of [newId('dev'), other.id, '12025550199', 'x', '%00'])
    expect(await balance(device)).toEqual([404, { success: false, message: 'Device not found' }]);
});

it('refuses a token without reports:read', async () => {
  const by = await api.narrow(tenant, { scopes: ['devices:read'] });
  expect(await balance(newId('dev'), by)).toEqual([
    403,
    { success: false, message: 'You may not do that.', code: 'scope_missing', errors: { scope: ['reports:read'] } },
  ]);
});
