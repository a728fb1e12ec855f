import { expect, it } from 'vitest';
import { z } from 'zod';
import { json, startTestApi } from './test-api.ts';
import { addLinkedDevice, sessionOf } from './test-holder.ts';

const api = await startTestApi();

const sendBatch = async (count: number) => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  const messages = Array.from({ length: count }, (_, to) => ({
    type: 'text',
    to: `+49151120000${to + 10}`,
    text: 'Hello',
  }));
  const { body } = await api.as(tenant, '/api/v1/messages/batch', json({ device: device.id, messages }));
  return { tenant, device, id: String(body['batch_id']) };
};

it('shows how far it has come, and tells so: while it comes further, and once when nothing of it is open', async () => {
  const { tenant, device, id } = await sendBatch(2);
  const { body: begun } = await api.as(tenant, '/api/v1/events');
  const inSession = await sessionOf(api, device);
  const { messages } = await inSession((own) => own.messages.claim({ limit: 2, busyChats: [], jitter: 1 }));
  for (const { whatsappId } of messages)
    await inSession((own) => own.messages.record([{ whatsappId, at: new Date(), became: 'sent' }]));
  // Receipts still come, and are told with the messages.
  for (const { whatsappId } of messages)
    await inSession((own) => own.messages.record([{ whatsappId, at: new Date(), became: 'read' }]));

  const { body } = await api.as(tenant, `/api/v1/batches/${id}`);
  expect(body).toMatchObject({ id, accepted: 2, statuses: { read: 2 }, open: 0, progress: 1, is_done: true });
  // The feed waits for every transaction that began before, of other tests too.
  const progress = async () => {
    const feed = await api.as(tenant, `/api/v1/events?limit=200&cursor=${String(begun['next_cursor'])}`);
    const { data } = z.object({ data: z.array(z.looseObject({ type: z.string() })) }).parse(feed.body);
    return data.filter(({ type }) => type === 'batch.progress');
  };
  await expect.poll(progress, { timeout: 10_000 }).toHaveLength(2);
  expect(await progress()).toMatchObject([
    { device: device.id, data: { batch: id, accepted: 2, is_done: false, statuses: { sending: 1, sent: 1 } } },
    { device: device.id, data: { batch: id, accepted: 2, is_done: true, statuses: { sent: 2 } } },
  ]);
});

it('is not there for a token that may not see all of its messages', async () => {
  const { tenant, device, id } = await sendBatch(2);
  const other = await addLinkedDevice(api, tenant.id);
  const statusFor = async (policy: Parameters<typeof api.narrow>[1]) =>
    (await api.as(await api.narrow(tenant, policy), `/api/v1/batches/${id}`)).status;
  expect(await statusFor({ policy: { devices: [device.id] } })).toBe(200);
  expect(await statusFor({ policy: { devices: [other.id] } })).toBe(404);
  expect(await statusFor({ policy: { chats: ['+4915112000010'] } })).toBe(404);
});
