import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';
import { addLinkedDevice, sessionOf } from './test-holder.ts';
import { idIn, sendText } from './test-messages.ts';

const api = await startTestApi();

it('shows each step, oldest first, with how often it was tried by then and why it failed', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  const sent = await sendText(api, tenant, { device: device.id });
  const whatsappId = String(sent.body['whatsapp_id']);
  const inSession = await sessionOf(api, device);
  const at = new Date();
  const claim = () => inSession(({ messages }) => messages.claim({ limit: 10, busyChats: [], jitter: 1 }));
  await claim();
  await inSession(({ messages }) => messages.record([{ whatsappId, at, became: 'queued' }]));
  await claim();
  const failure = { became: 'failed', failure: 'recipient_unreachable', serverCode: null, until: null } as const;
  await inSession(({ messages }) => messages.record([{ whatsappId, at, ...failure }]));
  await inSession(({ messages }) => messages.record([{ whatsappId, at, became: 'delivered' }]));

  const { status, body } = await api.as(tenant, `/api/v1/messages/${idIn(sent)}/timeline`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    data: [
      { type: 'message.accepted', status: 'queued', attempt: 0, failure: null },
      { type: 'message.status', status: 'sending', attempt: 1 },
      // Of a try with which nothing left, nothing remains but this.
      { type: 'message.status', status: 'queued', attempt: 0 },
      { type: 'message.status', status: 'sending', attempt: 1 },
      { status: 'failed', attempt: 1, failure: { code: 'recipient_unreachable', retryable: true } },
      { status: 'delivered', attempt: 1, failure: null },
    ],
  });
});
