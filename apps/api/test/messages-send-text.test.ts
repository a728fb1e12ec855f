import { toUuid } from '@parley/contract';
import { expect, it, vi } from 'vitest';
import { inDatabase } from './in-database.ts';
import { json } from './test-api.ts';
import { addDevice, addLinkedDevice, newPhone, sessionOf, startApiWithHolder } from './test-holder.ts';
import { claim, countOf, idIn, sendText } from './test-messages.ts';

const { api, holder } = await startApiWithHolder();

const settle = async () => {
  const tenant = await api.createTenant();
  const phone = newPhone();
  return { tenant, phone, device: await addLinkedDevice(api, tenant.id, { phone }) };
};

it('answers what it accepted, in the fields and in the order of the contract', async () => {
  const { tenant, phone, device } = await settle();
  const asked = { device: phone, to: ' +1 (202) 555-0120 ', text: 'Hello, you', metadata: { order: 7 } };
  const { status, body } = await sendText(api, tenant, asked);
  expect(status).toBe(202);
  expect(Object.keys(body)).toEqual([
    ...[
      'id',
      'direction',
      'device',
      'from',
      'to',
      'type',
      'text',
      'media',
      'origin',
      'received_while_offline',
      'status',
    ],
    ...['is_final', 'safe_to_retry', 'failure', 'whatsapp_id', 'chat', 'batch_id', 'metadata', 'created_at', 'send_at'],
    ...['sent_at', 'delivered_at', 'read_at', 'expires_at'],
  ]);
  expect(body).toMatchObject({
    direction: 'out',
    device: device.id,
    from: `+${phone}`,
    to: '+12025550120',
    text: 'Hello, you',
    origin: 'api',
    status: 'queued',
    is_final: false,
    safe_to_retry: false,
    failure: null,
    batch_id: null,
    metadata: { order: 7 },
    send_at: null,
    sent_at: null,
  });
  expect(body['whatsapp_id']).toMatch(/^3EB0[0-9A-F]{18}$/);
  expect(Date.parse(String(body['expires_at'])) - Date.parse(String(body['created_at']))).toBe(86_400_000);
});

it('tells of it, nudges whoever holds the device, and has it claimed with the id it was answered with', async () => {
  const { tenant, device } = await settle();
  await holder.hold(device);
  const begun = await api.as(tenant, '/api/v1/events');
  const sent = await sendText(api, tenant, { device: device.id });
  // The feed waits for every transaction that began before, of other tests too, and may begin a moment earlier.
  const told = async () =>
    (await api.as(tenant, `/api/v1/events?limit=200&cursor=${String(begun.body['next_cursor'])}`)).body['data'];
  await expect.poll(told, { timeout: 10_000 }).toContainEqual(
    expect.objectContaining({
      type: 'message.accepted',
      device: device.id,
      data: expect.objectContaining({ message: sent.body['id'], status: 'queued' }),
    }),
  );
  await expect.poll(() => holder.nudgedToSend).toContain(device.id);
  const { messages } = await claim(api, device);
  expect(messages).toMatchObject([{ id: idIn(sent), whatsappId: sent.body['whatsapp_id'], text: 'Hello' }]);
});

it('counts it on the balance of its day, and refuses what there is no room for', async () => {
  const tenant = await api.createTenant();
  const device = await addLinkedDevice(api, tenant.id);
  expect((await sendText(api, tenant, { device: device.id })).status).toBe(202);
  await inDatabase(
    api,
    `update balances set pending = plans.messages_per_day from tenants join plans on plans.id = plan_id
     where tenant_id = tenants.id and tenants.name = $1`,
    [tenant.name],
  );
  const refused = await sendText(api, tenant, { device: device.id });
  expect([refused.status, refused.body['code']]).toEqual([402, 'quota_exceeded']);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  expect((await sendText(api, tenant, { device: device.id, send_at: tomorrow })).status).toBe(202);
});

it('is due when it was to be sent, and worth sending for as long as was said from then', async () => {
  const { tenant, device } = await settle();
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const { body } = await sendText(api, tenant, { device: device.id, send_at: later, ttl: 60 });
  expect(body).toMatchObject({ status: 'queued', send_at: later });
  expect(Date.parse(String(body['expires_at'])) - Date.parse(later)).toBe(60_000);
  const past = await sendText(api, tenant, {
    device: device.id,
    to: '+12025550121',
    send_at: '2026-01-01T00:00:00+02:00',
  });
  expect(past.body['send_at']).toBe('2025-12-31T22:00:00.000Z');
  expect((await claim(api, device)).messages).toMatchObject([{ id: past.body['id'] }]);
});

it.each([
  [{ to: '' }, 'to'],
  [{ to: 'nobody' }, 'to'],
  [{ text: '' }, 'text'],
  [{ text: ' \n ' }, 'text'],
  [{ text: 'a\0b' }, 'text'],
  [{ text: '\ud800' }, 'text'],
  [{ text: 'x'.repeat(4_097) }, 'text'],
  [{ send_at: 'tomorrow' }, 'send_at'],
  [{ send_at: '2026-11-22T10:00:00' }, 'send_at'],
  [{ send_at: '2099-01-01T00:00:00Z' }, 'send_at'],
  [{ send_at: '0000-01-01T00:00:00Z' }, 'send_at'],
  [{ ttl: 0 }, 'ttl'],
  [{ ttl: 604_801 }, 'ttl'],
  [{ metadata: { a: { b: 1 } } }, 'metadata'],
  [{ metadata: { a: '\0' } }, 'metadata'],
  [{ metadata: { ['k'.repeat(65)]: 1 } }, 'metadata'],
  [{ metadata: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, n])) }, 'metadata'],
  [{ dry_run: 'yes' }, 'dry_run'],
  [{ wait: 'sent' }, 'wait'],
  [{ query: '?wait=read' }, 'wait'],
  [{ query: '?wait=sent&timeout=0' }, 'timeout'],
  [{ query: '?wait=sent&timeout=31' }, 'timeout'],
  [{ query: '?wait=sent&wait=sent' }, 'wait'],
  [{ headers: { 'idempotency-key': 'two words' } }, 'Idempotency-Key'],
  [{ headers: { 'idempotency-key': 'x'.repeat(201) } }, 'Idempotency-Key'],
  [{ headers: { 'idempotency-key': '' } }, 'Idempotency-Key'],
])('refuses %j, and names the field', async (given, field) => {
  const { tenant, device } = await settled;
  const { status, body } = await sendText(api, tenant, { device: device.id, ...given });
  expect([status, body['code']]).toEqual([422, 'input_invalid']);
  expect(Object.keys(Object(body['errors'])).map((path) => path.split('.')[0])).toEqual([field]);
  expect(await countOf(api, tenant, 'messages')).toBe(0);
});

const settled = settle();

it.each(['+1555123', '+99912345678', '12025550', '+33612345'])(
  'refuses %s: nobody can have that number',
  async (to) => {
    const { tenant, device } = await settled;
    const { status, body } = await sendText(api, tenant, { device: device.id, to });
    expect([status, body['code'], Object.keys(Object(body['errors']))]).toEqual([422, 'recipient_invalid', ['to']]);
  },
);

it('knows a number by one spelling, however it is written', async () => {
  const { tenant, device } = await settle();
  const spellings = ['+4915112345678', '4915112345678', '+49 (0)151 1234-5678', '+49.151.12345678'];
  const sent = await Promise.all(spellings.map((to) => sendText(api, tenant, { device: device.id, to })));
  expect(sent.map(({ body }) => body['to'])).toEqual(spellings.map(() => '+4915112345678'));
  expect(new Set(sent.map(({ body }) => body['chat'])).size).toBe(1);
  expect((await sendText(api, tenant, { device: device.id, to: '+5215512345678' })).body['to']).toBe('+525512345678');
});

it('refuses a device that sends nothing until somebody does something about it', async () => {
  const tenant = await api.createTenant();
  const fresh = await addDevice(api, tenant.id);
  const linked = await addLinkedDevice(api, tenant.id);
  const answers = [await sendText(api, tenant, { device: fresh.id })];
  for (const [state, reason] of [
    ['logged_out', 'unlinked_by_you'],
    ['banned', 'banned'],
  ] as const) {
    await inDatabase(api, 'update devices set state = $1, reason = $2 where id = $3', [
      state,
      reason,
      toUuid(linked.id),
    ]);
    answers.push(await sendText(api, tenant, { device: linked.id }));
  }
  expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
    [409, 'device_not_linked'],
    [409, 'device_logged_out'],
    [409, 'device_banned'],
  ]);
});

it('takes a message to the number of the device itself, as WhatsApp does', async () => {
  const { tenant, phone, device } = await settle();
  const { status, body } = await sendText(api, tenant, { device: device.id, to: `+${phone}` });
  expect([status, body['from'], body['to']]).toEqual([202, `+${phone}`, `+${phone}`]);
});

it('checks everything in a dry run, and keeps, tells and nudges nothing', async () => {
  const { tenant, device } = await settle();
  await holder.hold(device);
  const key = { headers: { 'idempotency-key': 'dry' } };
  const before = await countOf(api, tenant, 'events');
  const dry = await sendText(api, tenant, { device: device.id, dry_run: true, query: '?wait=sent', ...key });
  expect([dry.status, dry.body['dry_run'], dry.body['status']]).toEqual([202, true, 'queued']);
  for (const table of ['messages', 'chats', 'contacts', 'balances', 'idempotency_keys'])
    expect(await countOf(api, tenant, table), table).toBe(0);
  expect(await countOf(api, tenant, 'events')).toBe(before);
  expect((await sendText(api, tenant, { device: device.id, ...key })).headers.get('idempotent-replayed')).toBeNull();
  // The nudge of the one that was sent after it is the first.
  await expect.poll(() => holder.nudgedToSend.filter((id) => id === device.id)).toHaveLength(1);
  const unlinked = await addDevice(api, tenant.id);
  expect((await sendText(api, tenant, { device: unlinked.id, dry_run: true })).status).toBe(409);
});

it('is for the chats of a token that is narrowed to some, in whatever spelling', async () => {
  const { tenant, device } = await settle();
  const narrow = await api.narrow(tenant, { policy: { chats: ['+4915112345678'] } });
  for (const to of ['+12025550120', '+4915112345679']) {
    const { status, body } = await sendText(api, narrow, { device: device.id, to });
    expect([status, body['code'], body['errors']]).toEqual([403, 'scope_missing', { policy: ['chats'] }]);
  }
  expect((await sendText(api, narrow, { device: device.id, to: '+49 151 12345678' })).status).toBe(202);
});

it('waits until WhatsApp took it, and answers it as it is then', async () => {
  const { tenant, device } = await settle();
  const sending = sendText(api, tenant, { device: device.id, query: '?wait=sent&timeout=20' });
  const claimed = await vi.waitFor(async () => {
    const { messages } = await claim(api, device);
    expect(messages).toHaveLength(1);
    return messages;
  });
  await record(device, String(claimed[0]?.whatsappId));
  const { status, body } = await sending;
  expect([status, body['status'], body['is_final']]).toEqual([202, 'sent', true]);
});

it('answers it as it is once the time to wait is over', async () => {
  const { tenant, device } = await settle();
  const { status, body } = await sendText(api, tenant, { device: device.id, query: '?wait=sent&timeout=1' });
  expect([status, body['status']]).toEqual([202, 'queued']);
});

it('comes from the dashboard where a member sends it', async () => {
  const { tenant, device } = await settle();
  const member = await api.createMember(tenant);
  const body = { device: device.id, to: '+12025550120', text: 'Hello' };
  expect((await api.asMember(member, '/api/v1/messages/text', json(body))).body['origin']).toBe('dashboard');
});

const record = async (device: Awaited<ReturnType<typeof settle>>['device'], whatsappId: string): Promise<void> => {
  const inSession = await sessionOf(api, device);
  await inSession(({ messages }) => messages.record([{ whatsappId, at: new Date(), became: 'sent' }]));
};
