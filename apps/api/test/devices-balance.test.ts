import { expect, it } from 'vitest';
import { json, startTestApi } from './test-api.ts';
import { addLinkedDevice, newPhone, sessionOf } from './test-holder.ts';
import { sendText } from './test-messages.ts';

const api = await startTestApi();

it('moves with what becomes of each message, and says when the next day begins', async () => {
  const tenant = await api.createTenant({ planId: 'trial' });
  const phone = newPhone();
  const device = await addLinkedDevice(api, tenant.id, { phone });
  await api.as(tenant, '/api/v1/settings', json({ time_zone: 'Asia/Kathmandu' }, 'PATCH'));
  const balance = async () => (await api.as(tenant, `/api/v1/devices/${phone}/balance`)).body;
  const begun = await balance();
  expect(begun).toMatchObject({
    device: device.id,
    limit: 100,
    remaining: 100,
    successful_count: 0,
    pending: 0,
    failed: 0,
  });
  const dayAt = (time: number) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kathmandu' }).format(time);
  expect(begun['day']).toBe(dayAt(Date.now()));
  const resetsAt = Date.parse(String(begun['resets_at']));
  expect([dayAt(resetsAt - 1) === begun['day'], dayAt(resetsAt) === begun['day']]).toEqual([true, false]);

  for (const to of ['+4915112000001', '+4915112000002', '+4915112000003'])
    await sendText(api, tenant, { device: phone, to });
  expect(await balance()).toMatchObject({ remaining: 97, pending: 3 });
  const inSession = await sessionOf(api, device);
  const { messages } = await inSession((own) => own.messages.claim({ limit: 2, busyChats: [], jitter: 1 }));
  const [sent, failed] = messages;
  if (!sent || !failed) throw new Error('nothing was claimed');
  const at = new Date();
  await inSession((own) =>
    own.messages.record([
      { whatsappId: sent.whatsappId, at, became: 'sent' },
      {
        whatsappId: failed.whatsappId,
        at,
        became: 'failed',
        failure: 'not_on_whatsapp',
        serverCode: null,
        until: null,
      },
    ]),
  );
  expect(await balance()).toMatchObject({ remaining: 98, successful_count: 1, pending: 1, failed: 1 });
});
