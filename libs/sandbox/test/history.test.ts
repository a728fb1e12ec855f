import { randomBytes } from 'node:crypto';
import { type BaileysEventMap, proto, type WAMessageKey } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const anna = '12025550260';
const bert = '12025550261';
const jidOf = (phone: string): string => `${phone}@s.whatsapp.net`;
const { HistorySyncType } = proto.HistorySync;
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: anna, name: 'Anna' });
  await sandbox.createContact({ phone: bert, name: 'Bert' });
});
afterAll(() => sandbox.stop());

const at = (minute: number): string => new Date(Date.UTC(2026, 4, 1, 9, minute)).toISOString();

/** Everything a client was told of the past. */
const told = (
  client: TestClient,
): Pick<BaileysEventMap['messaging-history.set'], 'chats' | 'contacts' | 'messages'> => {
  const sets = client.all('messaging-history.set');
  return {
    chats: sets.flatMap(({ chats }) => chats),
    contacts: sets.flatMap(({ contacts }) => contacts),
    messages: sets.flatMap(({ messages }) => messages),
  };
};

it('tells a new device what was said on the phone before, with whom, and who that is', async () => {
  const { phone } = await sandbox.createPhone({
    history: [
      { chat: anna, fromMe: true, text: 'Are you there?', at: at(1) },
      { chat: anna, fromMe: false, text: 'I am', at: at(2) },
      { chat: bert, fromMe: false, text: 'Hello', at: at(0) },
    ],
  });
  const client = await sandbox.linkClient({ phone });
  await client.saw('messaging-history.set');
  const { chats, contacts, messages } = told(client);
  expect(chats.map(({ id, unreadCount }) => ({ id, unreadCount }))).toEqual([
    { id: jidOf(bert), unreadCount: 0 },
    { id: jidOf(anna), unreadCount: 0 },
  ]);
  expect(contacts).toContainEqual(expect.objectContaining({ id: jidOf(anna), name: 'Anna' }));
  const texts = messages.map(({ key, message, status }) => [key.remoteJid, key.fromMe, message?.conversation, status]);
  expect(texts).toEqual([
    [jidOf(bert), false, 'Hello', null],
    [jidOf(anna), false, 'I am', null],
    [jidOf(anna), true, 'Are you there?', 4],
  ]);
  // Baileys leaves these out of the event where it has held it back, and keeps them.
  expect(await client.socket().signalRepository.lidMapping.getLIDForPN(jidOf(anna))).toMatch(/^\d+@lid$/u);
});

it('tells a new device what was said in a group, by whom, and who is in it', async () => {
  const { phone } = await sandbox.createPhone();
  const group = await sandbox.call('POST', '/groups', { subject: 'Neighbours', members: [phone, anna, bert] });
  const { id: chat } = z.object({ id: z.string() }).parse(group);
  await sandbox.call('POST', `/phones/${phone}/history`, {
    history: [
      { chat, fromMe: false, from: bert, text: 'Who has my ladder?', at: at(1) },
      { chat, fromMe: true, text: 'Not me', at: at(2) },
    ],
  });
  const client = await sandbox.linkClient({ phone });
  await client.saw('messaging-history.set');
  const { chats, messages } = told(client);
  expect(chats).toMatchObject([{ id: chat, name: 'Neighbours', participant: { length: 3 } }]);
  expect(messages).toMatchObject([
    { key: { remoteJid: chat, fromMe: true }, message: { conversation: 'Not me' } },
    { key: { remoteJid: chat, fromMe: false, participant: expect.stringMatching(/@lid$/u) }, pushName: 'Bert' },
  ]);
});

it('tells a new device what came to the phone before it was linked', async () => {
  const { phone } = await sandbox.createPhone();
  await sandbox.sendFrom(anna, { to: phone, text: 'Early bird' });
  const client = await sandbox.linkClient({ phone });
  await client.saw('messaging-history.set');
  const { chats, messages } = told(client);
  expect(messages.map(({ message }) => message?.conversation)).toEqual(['Early bird']);
  expect(chats).toMatchObject([{ id: jidOf(anna), unreadCount: 1 }]);
});

it('shows the history on the phone itself', async () => {
  const { phone } = await sandbox.createPhone({
    history: [{ chat: anna, fromMe: false, text: 'Long ago', at: at(0) }],
  });
  expect(await sandbox.call('GET', `/phones/${phone}/chats`)).toMatchObject([{ chat: anna, messages: 1, unread: 0 }]);
});

it('brings a long history piece by piece, what does not fit into a message by way of the media host', async () => {
  const texts = Array.from({ length: 700 }, (_, index) => `${index} ${randomBytes(600).toString('base64')}`);
  const { phone } = await sandbox.createPhone({
    history: texts.map((text, index) => ({ chat: anna, fromMe: index % 2 === 0, text, at: at(index) })),
  });
  const client = await sandbox.linkClient({ phone });
  await client.saw('messaging-history.set', ({ progress }) => progress === 0);
  await client.saw(
    'messaging-history.set',
    ({ syncType, progress }) => syncType === HistorySyncType.RECENT && progress === 100,
  );
  const found = told(client).messages.map(({ message }) => message?.conversation);
  expect(found).toHaveLength(700);
  expect(new Set(found)).toEqual(new Set(texts));
});

it('tells older messages of a chat where a client asks for them', async () => {
  const { phone } = await sandbox.createPhone({
    history: [1, 2, 3, 4].map((minute) => ({ chat: bert, fromMe: false, text: `No. ${minute}`, at: at(minute) })),
  });
  const client = await sandbox.linkClient({
    phone,
    shouldSyncHistoryMessage: ({ syncType }) => syncType === HistorySyncType.ON_DEMAND,
  });
  const ask = async (key: WAMessageKey, before: number) => {
    const session = await client.socket().fetchMessageHistory(2, key, before);
    const set = await client.saw(
      'messaging-history.set',
      ({ peerDataRequestSessionId }) => peerDataRequestSessionId === session,
    );
    return set.messages;
  };
  const latest = await ask({ remoteJid: jidOf(bert), id: 'NEVER-SEEN', fromMe: false }, Date.parse(at(4)));
  expect(latest.map(({ message }) => message?.conversation)).toEqual(['No. 3', 'No. 2']);
  const oldest = latest.at(-1)?.key;
  if (oldest === undefined) throw new Error('there is no history');
  const rest = await ask(oldest, 0);
  expect(rest.map(({ message }) => message?.conversation)).toEqual(['No. 1']);
});

it('tells a client once more what it could not read, where it asks for it', async () => {
  const { phone } = await sandbox.createPhone({
    history: [{ chat: bert, fromMe: false, text: 'Once more', at: at(1) }],
  });
  const client = await sandbox.linkClient({ phone });
  await client.saw('messaging-history.set');
  const key = told(client).messages[0]?.key;
  if (key === undefined) throw new Error('there is no history');
  // Baileys itself gives the message two seconds to come after all.
  await client.socket().requestPlaceholderResend(key);
  const { messages } = await client.saw('messages.upsert', (upsert) =>
    upsert.messages.some(({ key: { id } }) => id === key.id),
  );
  expect(messages.find(({ key: { id } }) => id === key.id)?.message?.conversation).toBe('Once more');
});

it('makes no phone where its history is in a group that does not exist, or at no time', async () => {
  const said = { chat: '120363400000000001@g.us', fromMe: true, text: 'Echo?', at: at(0) };
  await expect(sandbox.createPhone({ phone: '12025560001', history: [said] })).rejects.toThrow('400');
  await expect(
    sandbox.createPhone({ phone: '12025560001', history: [{ ...said, chat: anna, at: 'yesterday' }] }),
  ).rejects.toThrow('400');
  await expect(sandbox.call('GET', '/phones/12025560001')).rejects.toThrow('404');
});
