import { connect } from 'node:net';
import { newId, toUuid } from '@parley/contract';
import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { type Answer, startTestApi, type TestTenant } from './test-api.ts';
import { addLinkedDevice, sessionOf } from './test-holder.ts';
import { claim, countOf, sendText } from './test-messages.ts';

// What an Idempotency-Key promises, of every operation that takes one: they all go through `sendOnce`.

const api = await startTestApi();

const settle = async () => {
  const tenant = await api.createTenant();
  return { tenant, device: await addLinkedDevice(api, tenant.id) };
};

const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });
const isReplayed = ({ headers }: Answer): boolean => headers.get('idempotent-replayed') === 'true';

/** The answer to the byte. */
const bytesOf = async (tenant: TestTenant, body: object, key: string): Promise<string> => {
  const answer = await fetch(`${api.origin}/t/${tenant.name}/api/v1/messages/text`, {
    method: 'POST',
    headers: { 'access-token': tenant.token, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  return answer.text();
};

it('answers the same request the same again, to the byte, whatever became of the message meanwhile', async () => {
  const { tenant, device } = await settle();
  const body = { device: device.id, to: '+12025550120', text: 'Hello', metadata: { b: 1, a: 'x', 10: true, 9: 1e21 } };
  const first = await bytesOf(tenant, body, 'one');
  await claim(api, device);
  const written = { metadata: body.metadata, text: 'Hello', to: '+1 202 555-0120', device: device.id };
  expect(await bytesOf(tenant, written, 'one')).toBe(first);
  const again = await sendText(api, tenant, { ...body, ...keyed('one') });
  expect([again.status, isReplayed(again)]).toEqual([202, true]);
  expect(await countOf(api, tenant, 'messages')).toBe(1);
});

it('is one message, however often and however suddenly the same is asked', async () => {
  const { tenant, device } = await settle();
  const asked = Array.from({ length: 10 }, () => sendText(api, tenant, { device: device.id, ...keyed('ten') }));
  const answers = await Promise.all(asked);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(answers.filter((answer) => !isReplayed(answer))).toHaveLength(1);
  expect(await countOf(api, tenant, 'messages')).toBe(1);
  const own = [toUuid(device.id)];
  expect(await inDatabase(api, 'select pending from balances where device_id = $1', own)).toEqual([{ pending: 1 }]);
  const told = `select type from events where device_id = $1 and type like 'message.%'`;
  expect(await inDatabase(api, told, own)).toEqual([{ type: 'message.accepted' }]);
});

it('is one message where the answer to the first was lost, and its sender asks ten times at once', async () => {
  const { tenant, device } = await settle();
  const body = JSON.stringify({ device: device.id, to: '+12025550120', text: 'Hello' });
  await sendAndHangUp(tenant, body, 'lost');
  const asked = Array.from({ length: 10 }, () => sendText(api, tenant, { device: device.id, ...keyed('lost') }));
  const ids = (await Promise.all(asked)).map((answer) => answer.body['id']);
  expect(new Set(ids).size).toBe(1);
  expect(await countOf(api, tenant, 'messages')).toBe(1);
});

it('refuses the key for anything else that is asked', async () => {
  const { tenant, device } = await settle();
  await sendText(api, tenant, { device: device.id, ...keyed('mine') });
  for (const other of [{ text: 'Another' }, { to: '+12025550121' }, { metadata: { a: 1 } }, { ttl: 60 }]) {
    const { status, body } = await sendText(api, tenant, { device: device.id, ...keyed('mine'), ...other });
    expect([status, body['code']]).toEqual([422, 'idempotency_conflict']);
  }
  expect(await countOf(api, tenant, 'messages')).toBe(1);
});

it('binds no key to what is refused', async () => {
  const { tenant, device } = await settle();
  const refused = await sendText(api, tenant, { device: newId('dev'), ...keyed('free') });
  expect([refused.status, refused.body['code']]).toEqual([404, 'device_not_found']);
  expect(await countOf(api, tenant, 'idempotency_keys')).toBe(0);
  const sent = await sendText(api, tenant, { device: device.id, ...keyed('free') });
  expect([sent.status, isReplayed(sent)]).toEqual([202, false]);
});

it('knows the key of no other tenant', async () => {
  const [one, other] = [await settle(), await settle()];
  const first = await sendText(api, one.tenant, { device: one.device.id, ...keyed('shared') });
  const second = await sendText(api, other.tenant, { device: other.device.id, ...keyed('shared') });
  expect([second.status, isReplayed(second)]).toEqual([202, false]);
  expect(second.body['id']).not.toBe(first.body['id']);
});

it('forgets a key after a week', async () => {
  const { tenant, device } = await settle();
  await sendText(api, tenant, { device: device.id, ...keyed('old') });
  const age = (days: number) =>
    inDatabase(
      api,
      `update idempotency_keys set created_at = now() - make_interval(days => $2)
       where tenant_id = (select id from tenants where name = $1)`,
      [tenant.name, days],
    );
  await age(6);
  expect(isReplayed(await sendText(api, tenant, { device: device.id, ...keyed('old') }))).toBe(true);
  await age(8);
  expect(isReplayed(await sendText(api, tenant, { device: device.id, text: 'New', ...keyed('old') }))).toBe(false);
  expect(await countOf(api, tenant, 'messages')).toBe(2);
});

it('answers the same to another token of the tenant, if that reaches what was done with it', async () => {
  const tenant = await api.createTenant();
  const phone = '12025579999';
  const device = await addLinkedDevice(api, tenant.id, { network: 'live', phone });
  const wide = await api.narrow(tenant);
  const first = await sendText(api, wide, { device: phone, ...keyed('ours') });
  const peer = await sendText(api, await api.narrow(tenant), { device: phone, ...keyed('ours') });
  expect([peer.body['id'], isReplayed(peer)]).toEqual([first.body['id'], true]);

  // The number goes on to a device that the narrow token may use: what went through the other one is not for it.
  await inDatabase(api, 'update devices set phone = null, is_linked = false where id = $1', [toUuid(device.id)]);
  const next = await addLinkedDevice(api, tenant.id, { network: 'live', phone });
  const narrow = await api.narrow(tenant, { policy: { devices: [next.id] } });
  const refused = [
    await sendText(api, narrow, { device: phone, ...keyed('ours') }),
    await sendText(api, tenant, { device: phone, ...keyed('ours') }),
  ];
  for (const { status, body } of refused) expect([status, body['code']]).toEqual([404, 'device_not_found']);
  const chats = await api.narrow(tenant, { policy: { chats: ['+12025550121'] } });
  expect((await sendText(api, chats, { device: phone, ...keyed('ours') })).status).toBe(403);
});

it('answers what was waited for, once it was', async () => {
  const { tenant, device } = await settle();
  const asked = { device: device.id, query: '?wait=sent&timeout=20', ...keyed('waits') };
  const waiting = sendText(api, tenant, asked);
  await expect.poll(() => countOf(api, tenant, 'messages')).toBe(1);
  const { messages } = await claim(api, device);
  const inSession = await sessionOf(api, device);
  await inSession((session) =>
    session.messages.record([{ whatsappId: String(messages[0]?.whatsappId), at: new Date(), became: 'sent' }]),
  );
  const first = await waiting;
  expect(first.body['status']).toBe('sent');
  const again = await sendText(api, tenant, { device: device.id, ...keyed('waits') });
  expect([isReplayed(again), again.body]).toEqual([true, first.body]);
});

/** Sends, and is gone before it is answered. */
const sendAndHangUp = async ({ name, token }: TestTenant, body: string, key: string): Promise<void> => {
  const { hostname, port } = new URL(api.origin);
  const socket = connect(Number(port), hostname);
  const head = [
    `POST /t/${name}/api/v1/messages/text HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Access-Token: ${token}`,
    `Idempotency-Key: ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, () => {
      socket.destroy();
      resolve();
    });
  });
};
