import { toUuid } from '@parley/contract';
import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { addDevice, addLinkedDevice, startApiWithHolder } from './test-holder.ts';
import { countOf, sendText } from './test-messages.ts';

// What one caller sends while its transactions are under way goes into one transaction: nobody is to notice.

const { api } = await startApiWithHolder();

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `+1202556${String(1_000 + index)}`);

it('answers each of many at once with its own message, and tells of each', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  const answers = await Promise.all(
    numbers(40).map((to) => sendText(api, tenant, { device: device.id, to, text: `To ${to}` })),
  );
  expect(answers.map(({ status, body }) => [status, body['to'], body['text']])).toEqual(
    numbers(40).map((to) => [202, to, `To ${to}`]),
  );
  expect(new Set(answers.map(({ body }) => body['whatsapp_id'])).size).toBe(40);
  const [told] = await inDatabase(
    api,
    `select count(distinct message_id)::int as count from events where device_id = $1 and type = 'message.accepted'`,
    [toUuid(device.id)],
  );
  expect(told).toEqual({ count: 40 });
  const { body: balance } = await api.as(tenant, `/api/v1/devices/${device.id}/balance`);
  expect(balance).toMatchObject({ pending: 40 });
});

it('accepts of many at once as many as there is room for, and keeps nothing of those it refuses', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  expect((await sendText(api, tenant, { device: device.id })).status).toBe(202);
  await inDatabase(
    api,
    `update balances set pending = plans.messages_per_day - 10 from tenants join plans on plans.id = plan_id
     where tenant_id = tenants.id and tenants.name = $1`,
    [tenant.name],
  );
  const answers = await Promise.all(numbers(30).map((to) => sendText(api, tenant, { device: device.id, to })));
  const codes = answers.map(({ status, body }) => `${status} ${String(body['code'] ?? body['status'])}`);
  expect(codes.toSorted()).toEqual([
    ...Array.from({ length: 10 }, () => '202 queued'),
    ...Array.from({ length: 20 }, () => '402 quota_exceeded'),
  ]);
  for (const table of ['messages', 'chats', 'contacts']) expect(await countOf(api, tenant, table)).toBe(11);
});

it('refuses one of many at once for its own device, and accepts the others', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  const unlinked = await addDevice(api, tenant.id);
  const answers = await Promise.all(
    numbers(12).map((to, index) =>
      sendText(api, tenant, { device: index % 3 === 0 ? unlinked.id : device.id, to, text: `${index}` }),
    ),
  );
  expect(answers.map(({ body }) => body['code'] ?? body['text'])).toEqual(
    answers.map((_, index) => (index % 3 === 0 ? 'device_not_linked' : `${index}`)),
  );
});

it('keeps what several callers send at once theirs', async () => {
  const [one, other] = [await api.createTenant(), await api.createTenant()];
  const [device, others] = [await addLinkedDevice(api, one.id), await addLinkedDevice(api, other.id)];
  const answers = await Promise.all(
    numbers(20).map((to, index) => sendText(api, index % 2 === 0 ? one : other, { device: device.id, to })),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map((_, index) => (index % 2 === 0 ? 202 : 404)));
  expect((await sendText(api, other, { device: others.id })).status).toBe(202);
  expect(await countOf(api, other, 'messages')).toBe(1);
});
