import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';
import { addDevice, addLinkedDevice, sessionOf } from './test-holder.ts';

const api = await startTestApi();

it('lists what passed between a device and WhatsApp, newest first, page by page', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  const inSession = await sessionOf(api, device);
  const at = new Date('2026-11-21T20:00:00.000Z');
  for (const tag of ['iq', 'message', 'receipt'])
    await inSession((session) => session.device.log([{ at, direction: 'in', shape: { tag } }]));
  const list = (query: string) => api.as(tenant, `/api/v1/devices/${device.id}/log${query}`);
  const first = await list('?limit=2');
  expect(first).toMatchObject({
    status: 200,
    body: { data: [{ shape: { tag: 'receipt' } }, { shape: { tag: 'message' } }] },
  });
  const second = await list(`?limit=2&cursor=${String(first.body['next_cursor'])}`);
  expect(second.body).toEqual({
    data: [{ id: expect.stringMatching(/^ent_\w{26}$/), at: at.toISOString(), direction: 'in', shape: { tag: 'iq' } }],
    next_cursor: null,
  });
});

it('has nothing to list for a device whose log was never on', async () => {
  const tenant = await api.createTenant();
  const { id } = await addDevice(api, tenant.id);
  expect((await api.as(tenant, `/api/v1/devices/${id}/log`)).body).toEqual({ data: [], next_cursor: null });
});
