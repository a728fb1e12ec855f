import { expect, it } from 'vitest';
import { json, startTestApi } from './test-api.ts';
import { addLinkedDevice, sessionOf } from './test-holder.ts';

const api = await startTestApi();

it('takes back what nobody has claimed yet, says how many, and gives their room back; once more takes nothing', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  const messages = Array.from({ length: 5 }, (_, to) => ({
    type: 'text',
    to: `+49151120000${to + 10}`,
    text: 'Hello',
  }));
  const sent = await api.as(tenant, '/api/v1/messages/batch', json({ device: device.id, messages }));
  const inSession = await sessionOf(api, device);
  const { messages: claimed } = await inSession((own) => own.messages.claim({ limit: 2, busyChats: [], jitter: 1 }));
  expect(claimed).toHaveLength(2);

  const path = `/api/v1/batches/${String(sent.body['batch_id'])}/cancel`;
  const first = await api.as(tenant, path, json({}));
  expect([first.status, first.body['canceled'], first.body['statuses']]).toEqual([200, 3, { sending: 2, canceled: 3 }]);
  const again = await api.as(tenant, path, json({}));
  expect([again.status, again.body['canceled'], again.body['canceled_at']]).toEqual([
    200,
    0,
    first.body['canceled_at'],
  ]);
  const left = await inSession((own) => own.messages.claim({ limit: 10, busyChats: [], jitter: 1 }));
  expect(left.messages).toEqual([]);
  const { body: balance } = await api.as(tenant, `/api/v1/devices/${device.id}/balance`);
  expect(balance).toMatchObject({ pending: 2, failed: 3, successful_count: 0 });
});

it('is refused for a batch that is not there', async () => {
  const tenant = await api.createTenant();
  const { status, body } = await api.as(tenant, '/api/v1/batches/bat_00000000000000000000000000/cancel', json({}));
  expect([status, body['code']]).toEqual([404, 'batch_not_found']);
});

it('is for its own sender alone where that may not see what others sent; so is how far it has come', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id, { network: 'live' });
  const sender = await api.narrow(tenant, { scopes: ['messages:send'] });
  const other = await api.narrow(tenant, { scopes: ['messages:send'] });
  const messages = [{ type: 'text', to: '+4915112000010', text: 'Hello' }];
  const sent = await api.as(sender, '/api/v1/messages/batch', json({ device: device.id, messages }));
  const path = `/api/v1/batches/${String(sent.body['batch_id'])}`;
  const refused = [await api.as(other, path), await api.as(other, `${path}/cancel`, json({}))];
  for (const { status, body } of refused) expect([status, body['code']]).toEqual([404, 'batch_not_found']);
  expect((await api.as(sender, path)).body).toMatchObject({ open: 1 });
  expect((await api.as(sender, `${path}/cancel`, json({}))).body).toMatchObject({ canceled: 1 });
});
