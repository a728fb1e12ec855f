import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';
import { addDevice, addLinkedDevice } from './test-holder.ts';

const api = await startTestApi();

it('lists all devices within reach, newest first', async () => {
  const tenant = await api.createTenant();
  const statuses = async (by = tenant) => (await api.as(by, '/api/status')).body;
  expect(await statuses()).toEqual({ success: true, data: [] });
  const [added, linked] = [await addDevice(api, tenant.id), await addLinkedDevice(api, tenant.id)];
  const live = await addDevice(api, tenant.id, { network: 'live' });
  await addDevice(api, (await api.createTenant()).id);
  const ofSandbox = [
    { device: linked.id, message: 'disconnected' },
    { device: added.id, message: 'not initialized' },
  ];
  expect(await statuses()).toEqual({ success: true, data: ofSandbox });
  const all = [{ device: live.id, message: 'not initialized' }, ...ofSandbox];
  expect(await statuses(await api.narrow(tenant))).toEqual({ success: true, data: all });
  const narrowed = await api.narrow(tenant, { policy: { devices: [added.id] } });
  expect(await statuses(narrowed)).toEqual({ success: true, data: ofSandbox.slice(1) });
});

it('refuses a token without devices:read', async () => {
  const { status, body } = await api.as(await api.createTenant({ scopes: ['messages:send'] }), '/api/status');
  expect([status, body]).toEqual([
    403,
    { success: false, message: 'You may not do that.', code: 'scope_missing', errors: { scope: ['devices:read'] } },
  ]);
});
