import { toUuid } from '@parley/contract';
import { describe, expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { type Answer, json, startTestApi, type TestTenant } from './test-api.ts';
import { addLinkedDevice, newPhone } from './test-holder.ts';
import { countOf } from './test-messages.ts';

const api = await startTestApi();

const settle = async () => {
  const tenant = await api.createTenant();
  const phone = newPhone();
  return { tenant, phone, device: await addLinkedDevice(api, tenant.id, { phone }) };
};

const sendBatch = (
  tenant: Pick<TestTenant, 'name' | 'token'>,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const given = { 'content-type': 'application/json', ...headers };
  return api.as(tenant, '/api/v1/messages/batch', { ...json(body), headers: given });
};

const item = (to: number, more: Record<string, unknown> = {}) => ({
  type: 'text',
  to: `+4915112${String(to).padStart(6, '0')}`,
  text: 'Hello',
  ...more,
});
const items = (count: number) => Array.from({ length: count }, (_, to) => item(to));

it('accepts a thousand messages at once, each with an id of its own', async () => {
  const { tenant, device } = await settle();
  const { status, body } = await sendBatch(tenant, { device: device.id, messages: items(1_000) });
  expect([status, body['accepted'], body['refused']]).toEqual([202, 1_000, []]);
  const [row] = await inDatabase(
    api,
    'select count(distinct whatsapp_id)::int as ids, count(distinct batch_id)::int as batches from messages where device_id = $1',
    [toUuid(device.id)],
  );
  expect(row).toEqual({ ids: 1_000, batches: 1 });
});

it('says by index which messages it refuses, in which field and why, and accepts the others', async () => {
  const { tenant, device } = await settle();
  const messages = [
    item(1),
    { ...item(2), text: '' },
    'nonsense',
    item(3, { to: '+491' }),
    item(4, { device: 'dev_00000000000000000000000000' }),
    item(5, { type: 'image' }),
    item(6, { unknown: 1 }),
    item(7, { ttl: 60, metadata: { order: 7 } }),
    null,
  ];
  const { status, body } = await sendBatch(tenant, { device: device.id, messages });
  expect([status, body['accepted']]).toEqual([202, 2]);
  expect(body['refused']).toMatchObject([
    { index: 1, code: 'input_invalid', errors: { text: expect.anything() } },
    { index: 2, code: 'input_invalid' },
    { index: 3, code: expect.stringMatching(/invalid$/), errors: { to: expect.anything() } },
    { index: 4, code: 'device_not_found' },
    { index: 5, code: 'input_invalid', errors: { type: expect.anything() } },
    { index: 6, code: 'input_invalid', errors: { unknown: ['is not a field of this operation'] } },
    { index: 8, code: 'input_invalid' },
  ]);
  const { body: batch } = await api.as(tenant, `/api/v1/batches/${String(body['batch_id'])}`);
  expect(batch).toMatchObject({
    accepted: 2,
    refused: 7,
    statuses: { queued: 2 },
    open: 2,
    progress: 0,
    is_done: false,
  });
});

it('makes no batch where it accepts nothing', async () => {
  const { tenant, device } = await settle();
  const { status, body } = await sendBatch(tenant, { device: device.id, messages: [item(1, { text: '' })] });
  expect([status, body['batch_id'], body['accepted']]).toEqual([202, null, 0]);
  expect(await countOf(api, tenant, 'batches')).toBe(0);
});

it('binds no key where it accepts nothing: the same may be accepted later', async () => {
  const { tenant, device } = await settle();
  const asked = { device: device.id, messages: items(1) };
  const setRoom = (room: string) =>
    inDatabase(api, `update balances set successful = ${room} where device_id = $1`, [toUuid(device.id)]);
  await sendBatch(tenant, asked);
  await setRoom('(select messages_per_day from plans join tenants on plan_id = plans.id where tenants.id = tenant_id)');
  const full = await sendBatch(tenant, asked, { 'idempotency-key': 'again' });
  expect(full.body).toMatchObject({ accepted: 0, refused: [{ code: 'quota_exceeded' }] });
  await setRoom('0');
  expect((await sendBatch(tenant, asked, { 'idempotency-key': 'again' })).body['accepted']).toBe(1);
});

it('refuses what is nested however deep as any other that is no message', async () => {
  const { tenant, device } = await settle();
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const { status, body } = await api.as(tenant, '/api/v1/messages/batch', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"device":"${device.id}","messages":[${nested},{"type":${nested}},{"metadata":{"a":${nested}}}]}`,
  });
  expect([status, body['accepted'], body['refused']]).toMatchObject([202, 0, Array(3).fill({ code: 'input_invalid' })]);
});

it('takes what is said for all of them where a message does not say otherwise', async () => {
  const { tenant, device, phone } = await settle();
  const other = await addLinkedDevice(api, tenant.id);
  const messages = [item(1), item(2, { device: other.id, metadata: { own: true } })];
  await sendBatch(tenant, { device: phone, metadata: { all: true }, ttl: 60, messages });
  const rows = await inDatabase(
    api,
    `select device_id, metadata, extract(epoch from expires_at - due_at)::int as ttl from messages
     where tenant_id = (select id from tenants where name = $1) order by position`,
    [tenant.name],
  );
  expect(rows).toEqual([
    { device_id: toUuid(device.id), metadata: { all: true }, ttl: 60 },
    { device_id: toUuid(other.id), metadata: { own: true }, ttl: 60 },
  ]);
});

it('accepts the first there is room for, and refuses the rest', async () => {
  const tenant = await api.createTenant({ planId: 'trial' });
  const device = await addLinkedDevice(api, tenant.id);
  const { body } = await sendBatch(tenant, { device: device.id, messages: items(103) });
  expect(body).toMatchObject({
    accepted: 100,
    refused: [100, 101, 102].map((index) => ({ index, code: 'quota_exceeded' })),
  });
  const { body: balance } = await api.as(tenant, `/api/v1/devices/${device.id}/balance`);
  expect(balance).toMatchObject({ limit: 100, remaining: 0, pending: 100 });
});

describe('a batch as a whole', () => {
  it.each([
    ['none', []],
    ['more than a thousand', items(1_001)],
  ])('is refused with %s of messages', async (_, messages) => {
    const { tenant, device } = await settle();
    const { status, body } = await sendBatch(tenant, { device: device.id, messages });
    expect([status, Object.keys(Object(body['errors']))]).toEqual([422, ['messages']]);
  });

  it('is accepted once however often it is asked with its key, and another with that key is refused', async () => {
    const { tenant, device } = await settle();
    const key = { 'idempotency-key': 'a-batch' };
    const ask = (count: number) => sendBatch(tenant, { device: device.id, messages: items(count) }, key);
    const answers = await Promise.all([ask(3), ask(3), ask(3)]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(2);
    expect(await countOf(api, tenant, 'messages')).toBe(3);
    const other = await ask(4);
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency_conflict']);
  });

  it('is only looked at in a dry run', async () => {
    const { tenant, device } = await settle();
    const messages = [item(1), item(2, { text: '' })];
    const { status, body } = await sendBatch(tenant, { device: device.id, dry_run: true, messages });
    expect([status, body]).toEqual([
      202,
      { batch_id: null, accepted: 1, dry_run: true, refused: [expect.objectContaining({ index: 1 })] },
    ]);
    expect([await countOf(api, tenant, 'messages'), await countOf(api, tenant, 'batches')]).toEqual([0, 0]);
  });
});

it('holds each message against the policy of a token by itself', async () => {
  const { tenant, device, phone } = await settle();
  const other = await addLinkedDevice(api, tenant.id);
  const narrow = await api.narrow(tenant, { policy: { devices: [device.id], chats: ['+4915112000001'] } });
  const messages = [
    item(1),
    item(2),
    item(1, { device: other.id }),
    item(1, { device: phone, to: '+49 151 12-000001' }),
  ];
  const { status, body } = await sendBatch(narrow, { device: device.id, messages });
  expect([status, body['accepted']]).toEqual([202, 2]);
  expect(body['refused']).toMatchObject([
    { index: 1, code: 'scope_missing', errors: { policy: ['chats'] } },
    { index: 2, code: 'scope_missing', errors: { policy: ['devices'] } },
  ]);
});

describe('a body', () => {
  const large = { messages: items(1_000).map((each) => ({ ...each, text: 'x'.repeat(4_000) })) };

  it('may have four megabytes, from whoever may send', async () => {
    const { tenant, device } = await settle();
    const { status, body } = await sendBatch(tenant, { device: device.id, ...large });
    expect([status, body['accepted']]).toEqual([202, 1_000]);
  });

  it('is not even read from whoever may not', async () => {
    const { tenant } = await settle();
    const unknown = await sendBatch({ name: tenant.name, token: 'nonsense' }, large);
    expect([unknown.status, unknown.body['code']]).toEqual([403, 'token_invalid']);
    const refused = await sendBatch(await api.narrow(tenant, { scopes: ['devices:read'] }), large);
    expect([refused.status, refused.body['code']]).toEqual([403, 'scope_missing']);
  });

  it('may not be larger than that, nor as large anywhere else', async () => {
    const { tenant, device } = await settle();
    const tooLarge = await sendBatch(tenant, {
      device: device.id,
      messages: [item(1, { text: 'x'.repeat(9_000_000) })],
    });
    expect([tooLarge.status, tooLarge.body['code']]).toEqual([413, 'body_too_large']);
    const elsewhere = await api.as(tenant, '/api/v1/messages/text', json({ text: 'x'.repeat(70_000) }));
    expect(elsewhere.status).toBe(413);
  });
});
