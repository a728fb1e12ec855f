import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const anna = '12025551151';
const bruno = '12025551152';
const idShape = z.object({ id: z.string() });

let sandbox: TestSandbox;
let client: TestClient & { phone: string };
let second: TestClient & { phone: string };
let other: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: anna, name: 'Anna' });
  await sandbox.createContact({ phone: bruno, name: 'Bruno' });
  client = await sandbox.linkClient();
  [second, other] = await Promise.all([sandbox.linkClient({ phone: client.phone }), sandbox.linkClient()]);
});
afterAll(() => sandbox.stop());

const createGroup = async (members: readonly string[]): Promise<string> => {
  const { id } = idShape.parse(await sandbox.call('POST', '/groups', { subject: 'Club', members }));
  for (const member of [client, other])
    if (members.includes(member.phone)) await member.saw('groups.upsert', ([group]) => group?.id === id);
  return id;
};
const says = async (group: string, from: string, text: string): Promise<string> =>
  idShape.parse(await sandbox.call('POST', `/groups/${group}/messages`, { from, text })).id;
/** Which of the two events tells of it depends on what came first. */
const failed = (member: TestClient, id: string | null | undefined) =>
  Promise.race([
    member.saw('messages.update', (updates) => updates.some(({ key, update }) => key.id === id && update.status === 0)),
    member.saw('messages.upsert', ({ messages }) => messages.some(({ key, status }) => key.id === id && status === 0)),
  ]);
/** Waits until the author was told by so many members that they have a message, or have read it. What is told before the
 * message itself is comes with the message. */
const toldOf = async (
  author: TestClient,
  id: string | null | undefined,
  { what, by }: { what: 'receiptTimestamp' | 'readTimestamp'; by: number },
): Promise<number> => {
  const count = (): number => {
    const told = author.all('message-receipt.update').flat();
    const receipts = [
      ...told.filter(({ key }) => key.id === id).map(({ receipt }) => receipt),
      ...author
        .all('messages.upsert')
        .flatMap(({ messages }) => messages.filter(({ key }) => key.id === id))
        .flatMap(({ userReceipt }) => userReceipt ?? []),
    ];
    return new Set(receipts.filter((receipt) => receipt[what]).map(({ userJid }) => userJid)).size;
  };
  const isThere = (): boolean => count() >= by;
  await Promise.race([author.saw('message-receipt.update', isThere), author.saw('messages.upsert', isThere)]);
  return count();
};
const sawText = (member: TestClient, group: string, text: string) =>
  member.saw('messages.upsert', ({ messages }) =>
    messages.some(
      ({ key, message }) =>
        key.remoteJid === group && (message?.conversation === text || message?.extendedTextMessage?.text === text),
    ),
  );

it('shows what a client writes to a group to every member, and tells the client who has read it', async () => {
  const group = await createGroup([client.phone, anna, bruno, other.phone]);
  const sent = await client.socket().sendMessage(group, { text: 'Hello all' });
  await sawText(other, group, 'Hello all');
  await sawText(second, group, 'Hello all');
  for (const member of [anna, bruno])
    expect((await sandbox.seenBy(member)).filter(({ id }) => id === sent?.key.id)).toMatchObject([
      { from: client.phone, chat: group, text: 'Hello all', frames: 1 },
    ]);
  await toldOf(client, sent?.key.id, { what: 'receiptTimestamp', by: 3 });
  await toldOf(client, sent?.key.id, { what: 'readTimestamp', by: 2 });
});

it('brings every member what a contact writes, again and again', async () => {
  const group = await createGroup([anna, client.phone, other.phone, bruno]);
  for (const text of ['One', 'Two', 'Three']) {
    const id = await says(group, anna, text);
    for (const member of [client, second, other]) {
      const { messages, type } = await sawText(member, group, text);
      expect(type).toBe('notify');
      expect(messages[0]?.key).toMatchObject({
        id,
        remoteJid: group,
        fromMe: false,
        participantAlt: `${anna}@s.whatsapp.net`,
        addressingMode: 'lid',
      });
    }
  }
  expect((await sandbox.seenBy(bruno)).filter(({ chat }) => chat === group)).toMatchObject([
    { from: anna, text: 'One' },
    { from: anna, text: 'Two' },
    { from: anna, text: 'Three' },
  ]);
});

it('tells an author that another client has read what it wrote', async () => {
  const group = await createGroup([client.phone, other.phone]);
  const sent = await client.socket().sendMessage(group, { text: 'Read me' });
  const { messages } = await sawText(other, group, 'Read me');
  const [message] = messages;
  if (message === undefined) throw new Error('nothing came');
  await other.socket().readMessages([message.key]);
  expect(await toldOf(client, sent?.key.id, { what: 'readTimestamp', by: 1 })).toBe(1);
});

it('gives its key to a new member, and takes a new one when somebody is gone', async () => {
  const group = await createGroup([anna, client.phone]);
  await says(group, anna, 'Only us');
  await sandbox.call('PATCH', `/groups/${group}`, { add: [other.phone, bruno] });
  await other.saw('groups.upsert', ([told]) => told?.id === group);
  await says(group, anna, 'Welcome');
  await sawText(other, group, 'Welcome');
  await sandbox.call('PATCH', `/groups/${group}`, { remove: [other.phone] });
  await says(group, anna, 'Among ourselves');
  await sawText(client, group, 'Among ourselves');
  expect((await sandbox.seenBy(bruno)).at(-1)).toMatchObject({ chat: group, text: 'Among ourselves' });
  expect(other.all('messages.upsert').flatMap(({ messages }) => messages)).not.toContainEqual(
    expect.objectContaining({ message: expect.objectContaining({ conversation: 'Among ourselves' }) }),
  );
});

it('lets nobody write who is out, nor a member where only admins may', async () => {
  const group = await createGroup([client.phone, other.phone, anna]);
  await client.socket().groupSettingUpdate(group, 'announcement');
  const sent = await other.socket().sendMessage(group, { text: 'May I?' });
  await failed(other, sent?.key.id);
  await client.socket().groupParticipantsUpdate(group, [`${other.phone}@s.whatsapp.net`], 'remove');
  await expect(other.socket().sendMessage(group, { text: 'And now?' })).rejects.toThrow('forbidden');
  await expect(says(group, other.phone, 'Not from outside either')).rejects.toThrow('400');
  expect((await sandbox.seenBy(anna)).filter(({ chat }) => chat === group)).toEqual([]);
});

it('keeps for a client that is away what happens in its groups', async () => {
  const group = await createGroup([anna, other.phone, client.phone]);
  other.end();
  other.forget();
  await says(group, anna, 'While you were out');
  await sandbox.call('PATCH', `/groups/${group}`, { subject: 'Renamed' });
  other.connect();
  await sawText(other, group, 'While you were out');
  const told = await other.saw('groups.update', (groups) => groups.some(({ subject }) => subject === 'Renamed'));
  expect(told[0]).toMatchObject({ id: group });
});

it('tells from outside what was written in a group', async () => {
  const group = await createGroup([anna, client.phone, bruno]);
  await says(group, anna, 'First');
  await client.socket().sendMessage(group, { text: 'Second' });
  await sawText(second, group, 'Second');
  expect(await sandbox.call('GET', `/groups/${group}`)).toMatchObject({
    messages: [
      { from: anna, text: 'First' },
      { from: client.phone, text: 'Second' },
    ],
  });
});

it('carries media, reactions and edits in groups as elsewhere', async () => {
  const group = await createGroup([client.phone, anna, other.phone]);
  const sent = await client.socket().sendMessage(group, { image: Buffer.from('a picture'), caption: 'Look' });
  const text = await client.socket().sendMessage(group, { text: 'Helo' });
  if (text === undefined || sent === undefined) throw new Error('nothing was sent');
  await client.socket().sendMessage(group, { text: 'Hello', edit: text.key });
  await client.socket().sendMessage(group, { react: { text: '👍', key: sent.key } });
  const seen = (await sandbox.seenBy(anna)).filter(({ chat }) => chat === group);
  expect(seen.find(({ id }) => id === sent.key.id)).toMatchObject({
    type: 'image',
    caption: 'Look',
    reactions: [{ from: client.phone, emoji: '👍' }],
  });
  expect(seen.find(({ id }) => id === text.key.id)).toMatchObject({ text: 'Hello' });
  await sandbox.sendFrom(anna, { to: group, reaction: { id: sent.key.id, emoji: '🎉' } });
  await client.saw('messages.reaction', (reactions) => reactions.some(({ reaction }) => reaction.text === '🎉'));
});

it('shows the other devices of an account what its telephone writes to a group', async () => {
  const group = await createGroup([client.phone, anna]);
  await sandbox.call('POST', `/phones/${client.phone}/send`, { to: group, text: 'From my phone' });
  const { messages } = await sawText(second, group, 'From my phone');
  expect(messages[0]?.key.fromMe).toBe(true);
  expect((await sandbox.seenBy(anna)).at(-1)).toMatchObject({ from: client.phone, text: 'From my phone' });
});

it('sends again to a client that has lost the key of a member', async () => {
  const group = await createGroup([anna, client.phone]);
  await says(group, anna, 'Before the loss');
  await sawText(client, group, 'Before the loss');
  const { lid } = z.object({ lid: z.string() }).parse(await sandbox.call('GET', `/contacts/${anna}`));
  const key = `${group}::${lid}_1::0`;
  expect((await client.vault.keys.get('sender-key', [key]))[key]).toBeDefined();
  await client.vault.keys.set({ 'sender-key': { [key]: null } });
  await says(group, anna, 'After the loss');
  await sawText(client, group, 'After the loss');
  await says(group, anna, 'As ever');
  await sawText(client, group, 'As ever');
});

it('asks a client again for what a telephone that was set up anew cannot read', async () => {
  const group = await createGroup([client.phone, bruno]);
  await client.socket().sendMessage(group, { text: 'To the old phone' });
  expect((await sandbox.seenBy(bruno)).at(-1)).toMatchObject({ text: 'To the old phone' });
  await sandbox.call('POST', `/contacts/${bruno}/reinstall`);
  const sent = await client.socket().sendMessage(group, { text: 'To the new phone' });
  await toldOf(client, sent?.key.id, { what: 'readTimestamp', by: 1 });
  expect((await sandbox.seenBy(bruno)).at(-1)).toMatchObject({ text: 'To the new phone' });
});
