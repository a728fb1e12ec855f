import type { Device } from '@parley/contract';
import { expect, it } from 'vitest';
import { startTestApi, type TestTenant } from './test-api.ts';
import { addDevice, addLinkedDevice } from './test-holder.ts';

const api = await startTestApi();

const list = async (tenant: TestTenant, query = '') => {
  const { body } = await api.as(tenant, `/api/v1/devices${query}`);
  const data: Device[] = Array.isArray(body['data']) ? body['data'] : [];
  return { data, ids: data.map(({ id }) => id), next: body['next_cursor'] };
};

it('lists the newest first, page by page', async () => {
  const tenant = await api.createTenant();
  const [first, second, third] = [
    await addDevice(api, tenant.id),
    await addDevice(api, tenant.id),
    await addDevice(api, tenant.id),
  ];
  const page = await list(tenant, '?limit=2');
  expect(page.ids).toEqual([third.id, second.id]);
  expect(await list(tenant, `?limit=2&cursor=${String(page.next)}`)).toMatchObject({ ids: [first.id], next: null });
});

it('lists only what the token reaches', async () => {
  const [tenant, rival] = [await api.createTenant(), await api.createTenant()];
  await addDevice(api, rival.id);
  const live = await addDevice(api, tenant.id, { network: 'live' });
  const own = await addDevice(api, tenant.id);
  const narrowed = await api.narrow(tenant, { policy: { devices: [live.id] } });
  expect((await list(tenant)).ids).toEqual([own.id]);
  expect((await list(await api.narrow(tenant))).ids).toEqual([own.id, live.id]);
  expect((await list(narrowed)).ids).toEqual([live.id]);
});

it('says of a connection without a worker that it waits for one, and of no other', async () => {
  const tenant = await api.createTenant();
  const [linked, added] = [await addLinkedDevice(api, tenant.id), await addDevice(api, tenant.id)];
  expect((await list(tenant)).data).toMatchObject([
    { id: added.id, state: 'not_started' },
    { id: linked.id, state: 'disconnected', reason: 'waiting_for_worker' },
  ]);
});
