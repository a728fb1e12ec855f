import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const anna = '12025550263';
const jidOf = (phone: string): string => `${phone}@s.whatsapp.net`;
const chatShape = z.array(z.looseObject({ chat: z.string(), unread: z.number(), messages: z.number() }));
type Linked = TestClient & { phone: string };
let sandbox: TestSandbox;
/** Two devices of one account, and one of another. */
let one: Linked;
let two: Linked;
let other: Linked;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: anna, name: 'Anna', receipts: 'manual' });
  one = await sandbox.linkClient();
  two = await sandbox.linkClient({ phone: one.phone });
  other = await sandbox.linkClient();
});
afterAll(() => sandbox.stop());

const post = async (path: string, body: unknown): Promise<string> =>
  z.object({ id: z.string() }).parse(await sandbox.call('POST', path, body)).id;
const writeOnPhone = (phone: string, to: string, text: string): Promise<string> =>
  post(`/phones/${phone}/send`, { to, text });
const unreadOn = async (phone: string, chat: string): Promise<number | undefined> => {
  const chats = chatShape.parse(await sandbox.call('GET', `/phones/${phone}/chats`));
  return chats.find((listed) => listed.chat === chat)?.unread;
};
const got = async (client: TestClient, id: string) => {
  const { messages } = await client.saw('messages.upsert', (upsert) =>
    upsert.messages.some(({ key }) => key.id === id),
  );
  return messages.find(({ key }) => key.id === id);
};
/** Waits until a client takes a message that came from somebody else as read. */
const tookAsRead = (client: TestClient, id: string) =>
  client.saw('messages.update', (updates) =>
    updates.some(({ key, update }) => key.id === id && key.fromMe === false && update.status === 4),
  );

it('brings what the person writes on the phone to the other and to every linked device', async () => {
  const id = await writeOnPhone(one.phone, other.phone, 'From my pocket');
  expect(await got(other, id)).toMatchObject({
    key: { remoteJid: jidOf(one.phone), fromMe: false },
    message: { conversation: 'From my pocket' },
  });
  for (const client of [one, two])
    expect(await got(client, id)).toMatchObject({
      key: { remoteJid: jidOf(other.phone), fromMe: true },
      message: { conversation: 'From my pocket' },
    });
  expect(await unreadOn(other.phone, one.phone)).toBe(1);
  // Who is who is not mixed up over it.
  const mapping = one.socket().signalRepository.lidMapping;
  expect(await mapping.getLIDForPN(jidOf(other.phone))).not.toBe(await mapping.getLIDForPN(jidOf(one.phone)));
});

it('brings what the person writes to a group to every member', async () => {
  const group = await post('/groups', { subject: 'Together', members: [one.phone, other.phone, anna] });
  const id = await writeOnPhone(one.phone, group, 'To all of you');
  expect(await got(other, id)).toMatchObject({ key: { remoteJid: group, fromMe: false } });
  expect(await got(two, id)).toMatchObject({ key: { remoteJid: group, fromMe: true } });
  expect(await sandbox.seenBy(anna)).toMatchObject([{ text: 'To all of you' }]);
});

it('does not write to nobody', async () => {
  await expect(writeOnPhone(one.phone, '12025559999', 'Anybody?')).rejects.toThrow('400');
  await expect(writeOnPhone(one.phone, '120363400000000001@g.us', 'Anybody?')).rejects.toThrow('400');
});

it('tells the author and the linked devices that the person has read a chat on the phone', async () => {
  const sent = await other.socket().sendMessage(jidOf(one.phone), { text: 'Have you seen this?' });
  const id = sent?.key.id ?? '';
  await got(two, id);
  two.forget();
  expect(await unreadOn(one.phone, other.phone)).toBe(1);
  await sandbox.call('POST', `/phones/${one.phone}/read`, { chat: other.phone });
  await other.reached(id, 4);
  await tookAsRead(two, id);
  await two.saw('chats.update', (updates) =>
    updates.some((chat) => chat.id === jidOf(other.phone) && chat.unreadCount === 0),
  );
  expect(await unreadOn(one.phone, other.phone)).toBe(0);
});

it('tells the author, the phone and the other devices what a client has read', async () => {
  const ids = await Promise.all(
    ['First', 'Second'].map(
      async (text) => (await other.socket().sendMessage(jidOf(one.phone), { text }))?.key.id ?? '',
    ),
  );
  for (const id of ids) await got(one, id);
  await one.socket().readMessages(ids.map((id) => ({ remoteJid: jidOf(other.phone), id, fromMe: false })));
  for (const id of ids) {
    await other.reached(id, 4);
    await tookAsRead(two, id);
  }
  expect(await unreadOn(one.phone, other.phone)).toBe(0);
  const page = await sandbox.call('GET', `/conversations/${other.phone}`);
  expect(JSON.stringify(page)).toContain('"state":"read"');
});

it('tells the author that a client has played what it sent', async () => {
  const sent = await other.socket().sendMessage(jidOf(one.phone), { text: 'Imagine that I sing this' });
  const id = sent?.key.id ?? '';
  await got(one, id);
  await one.socket().sendReceipt(jidOf(other.phone), undefined, [id], 'played');
  await other.reached(id, 5);
  expect(await unreadOn(one.phone, other.phone)).toBe(0);
});

it('tells the author in a group, and the linked devices, that the person has read it on the phone', async () => {
  const group = await post('/groups', { subject: 'Readers', members: [one.phone, other.phone] });
  const sent = await other.socket().sendMessage(group, { text: 'Read me' });
  const id = sent?.key.id ?? '';
  await got(two, id);
  await sandbox.call('POST', `/phones/${one.phone}/read`, { chat: group });
  for (const client of [other, two])
    await client.saw('message-receipt.update', (updates) =>
      updates.some(({ key, receipt }) => key.id === id && typeof receipt.readTimestamp === 'number'),
    );
  expect(await unreadOn(one.phone, group)).toBe(0);
});

it('keeps to itself what somebody reads who does not tell others', async () => {
  await one.socket().updateReadReceiptsPrivacy('none');
  // The client asks for its settings once for each connection.
  one.end();
  await one.saw('connection.update', ({ connection }) => connection === 'close');
  one.forget();
  one.connect();
  await one.saw('connection.update', ({ connection }) => connection === 'open');
  const id = await post(`/contacts/${anna}/messages`, { to: one.phone, text: 'Between us' });
  await got(one, id);
  await one.socket().readMessages([{ remoteJid: jidOf(anna), id, fromMe: false }]);
  await tookAsRead(two, id);
  expect(await unreadOn(one.phone, anna)).toBe(0);
  const page = JSON.stringify(await sandbox.call('GET', `/conversations/${anna}`));
  expect(page).toContain('Between us');
  expect(page).not.toContain('"state":"read"');
});
