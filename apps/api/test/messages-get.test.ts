import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';
import { addLinkedDevice, sessionOf } from './test-holder.ts';
import { claim, idIn, sendText } from './test-messages.ts';

const api = await startTestApi();

const settle = async () => {
  const tenant = await api.createTenant();
  return { tenant, device: await addLinkedDevice(api, tenant.id, { network: 'live' }) };
};

it('shows what was answered when it was accepted, and what has become of it', async () => {
  const { tenant, device } = await settle();
  const sender = await api.narrow(tenant);
  const sent = await sendText(api, sender, { device: device.id, metadata: { order: 7 } });
  expect((await api.as(sender, `/api/v1/messages/${idIn(sent)}`)).body).toEqual(sent.body);
  await claim(api, device);
  const inSession = await sessionOf(api, device);
  const at = new Date('2026-11-21T12:00:00.000Z');
  const whatsappId = String(sent.body['whatsapp_id']);
  const failed = { became: 'failed', failure: 'message_rejected', serverCode: 479, until: null } as const;
  await inSession(({ messages }) => messages.record([{ whatsappId, at, ...failed }]));
  expect((await api.as(sender, `/api/v1/messages/${idIn(sent)}`)).body).toMatchObject({
    status: 'failed',
    is_final: true,
    safe_to_retry: false,
    failure: { code: 'message_rejected', retryable: false, server_code: 479 },
  });
  // WhatsApp says afterwards that it came, and was played: it has no time of its own.
  await inSession(({ messages }) => messages.record([{ whatsappId, at, became: 'played' }]));
  expect((await api.as(sender, `/api/v1/messages/${idIn(sent)}`)).body).toMatchObject({
    status: 'played',
    failure: null,
    sent_at: at.toISOString(),
    delivered_at: at.toISOString(),
    read_at: at.toISOString(),
  });
});

it('without messages:read finds what the same token sent, and nothing else', async () => {
  const { tenant, device } = await settle();
  const [sender, other, reader] = [
    await api.narrow(tenant, { scopes: ['messages:send'] }),
    await api.narrow(tenant, { scopes: ['messages:send'] }),
    await api.narrow(tenant, { scopes: ['messages:read'] }),
  ];
  const id = idIn(await sendText(api, sender, { device: device.id }));
  for (const path of [`/api/v1/messages/${id}`, `/api/v1/messages/${id}/timeline`]) {
    expect((await api.as(sender, path)).status).toBe(200);
    expect((await api.as(reader, path)).status).toBe(200);
    const { status, body } = await api.as(other, path);
    expect([status, body['code']]).toEqual([404, 'message_not_found']);
    const never = await api.as(other, path.replace(id, newId('msg')));
    expect({ ...body, request_id: '' }).toEqual({ ...never.body, request_id: '' });
  }
  const listed = await api.as(sender, '/api/v1/messages');
  expect([listed.status, listed.body['errors']]).toEqual([403, { scope: ['messages:read'] }]);
});

it('finds nothing beyond what a token is narrowed to', async () => {
  const { tenant, device } = await settle();
  const sender = await api.narrow(tenant);
  const id = idIn(await sendText(api, sender, { device: device.id }));
  const another = await addLinkedDevice(api, tenant.id, { network: 'live' });
  const narrowed = [
    tenant,
    await api.narrow(tenant, { policy: { devices: [another.id] } }),
    await api.narrow(tenant, { policy: { chats: ['+12025550121'] } }),
  ];
  for (const token of narrowed) {
    expect((await api.as(token, `/api/v1/messages/${id}`)).body['code']).toBe('message_not_found');
    expect((await api.as(token, `/api/v1/messages/${id}/timeline`)).body['code']).toBe('message_not_found');
  }
  const within = await api.narrow(tenant, { policy: { devices: [device.id], chats: ['+12025550120'] } });
  expect((await api.as(within, `/api/v1/messages/${id}`)).status).toBe(200);
});
