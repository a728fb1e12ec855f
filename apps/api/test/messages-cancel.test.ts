import { newId, toUuid } from '@parley/contract';
import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { startTestApi, type TestTenant } from './test-api.ts';
import { addLinkedDevice } from './test-holder.ts';
import { claim, idIn, sendText } from './test-messages.ts';

const api = await startTestApi();

const settle = async () => {
  const tenant = await api.createTenant();
  return { tenant, device: await addLinkedDevice(api, tenant.id) };
};

const cancel = (tenant: Pick<TestTenant, 'name' | 'token'>, id: string) =>
  api.as(tenant, `/api/v1/messages/${id}/cancel`, { method: 'POST' });

it('takes back what nobody has claimed: it is never sent, and makes room for another', async () => {
  const { tenant, device } = await settle();
  const id = idIn(await sendText(api, tenant, { device: device.id }));
  const { status, body } = await cancel(tenant, id);
  expect([status, body]).toMatchObject([200, { id, status: 'canceled', is_final: true, safe_to_retry: true }]);
  expect((await claim(api, device)).messages).toEqual([]);
  const counted = 'select pending, successful, failed from balances where device_id = $1';
  const own = [toUuid(device.id)];
  expect(await inDatabase(api, counted, own)).toEqual([{ pending: 0, successful: 0, failed: 1 }]);
  const told = `select data ->> 'status' as status from events where message_id = $1 order by written_in`;
  expect(await inDatabase(api, told, [toUuid(id)])).toEqual([{ status: 'queued' }, { status: 'canceled' }]);
});

it('takes back what is scheduled', async () => {
  const { tenant, device } = await settle();
  const send_at = new Date(Date.now() + 3_600_000).toISOString();
  const id = idIn(await sendText(api, tenant, { device: device.id, send_at }));
  expect((await cancel(tenant, id)).body).toMatchObject({ status: 'canceled', send_at });
});

it('is done once: to ask it again changes nothing, and leaves no second record', async () => {
  const { tenant, device } = await settle();
  const id = idIn(await sendText(api, tenant, { device: device.id }));
  const first = await cancel(tenant, id);
  expect([(await cancel(tenant, id)).status, (await cancel(tenant, id)).body]).toEqual([200, first.body]);
  const { body } = await api.as(tenant, '/api/v1/audit?action=message.canceled');
  expect(body['data']).toMatchObject([{ data: { message: id } }]);
});

it('is too late once somebody has claimed it', async () => {
  const { tenant, device } = await settle();
  const id = idIn(await sendText(api, tenant, { device: device.id }));
  await claim(api, device);
  const { status, body } = await cancel(tenant, id);
  expect([status, body['code']]).toEqual([409, 'message_under_way']);
  expect((await api.as(tenant, `/api/v1/messages/${id}`)).body['status']).toBe('sending');
});

it('and a claim at the same moment never both have it', async () => {
  const { tenant, device } = await settle();
  for (let times = 0; times < 10; times += 1) {
    const id = idIn(await sendText(api, tenant, { device: device.id, to: `+1202555${3_000 + times}` }));
    const [canceled, { messages }] = await Promise.all([cancel(tenant, id), claim(api, device)]);
    expect([canceled.status, messages.length]).toEqual(messages.length === 0 ? [200, 0] : [409, 1]);
  }
});

it('without messages:read is for what the same token sent', async () => {
  const { tenant, device } = await settle();
  const [sender, other] = [
    await api.narrow(tenant, { scopes: ['messages:send'] }),
    await api.narrow(tenant, { scopes: ['messages:send'] }),
  ];
  const id = idIn(await sendText(api, sender, { device: device.id }));
  const never = await cancel(other, newId('msg'));
  const refused = await cancel(other, id);
  expect([refused.status, { ...refused.body, request_id: '' }]).toEqual([404, { ...never.body, request_id: '' }]);
  expect((await cancel(sender, id)).status).toBe(200);
});
