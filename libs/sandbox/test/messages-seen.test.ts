import { createHash } from 'node:crypto';
import type { AnyMessageContent, proto, WAMessage } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sealVote } from '../src/handsets/poll-votes.ts';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025551201';
const jid = `${contact}@s.whatsapp.net`;
let sandbox: TestSandbox;
let client: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact, name: 'Ada' });
  client = await sandbox.provisionClient();
});
afterAll(() => sandbox.stop());

/** Sends, waits until it has been read, and answers what the contact saw of it. */
const send = async (content: AnyMessageContent, options = {}): Promise<{ sent: WAMessage; seen: unknown }> => {
  const sent = await client.socket().sendMessage(jid, content, options);
  if (sent === undefined) throw new Error('Baileys has sent nothing');
  await client.reached(sent.key.id, 4);
  return { sent, seen: await seenOf(sent.key.id) };
};
const seenOf = async (id: string | null | undefined): Promise<unknown> =>
  (await sandbox.seenBy(contact)).find((entry) => entry.id === id);
const base64 = (text: string): Buffer => Buffer.from(text, 'base64');

const picture = base64(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const vcard = (name: string, phone: string): { displayName: string; vcard: string } => ({
  displayName: name,
  vcard: `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nTEL;type=CELL;waid=${phone}:+${phone}\nEND:VCARD`,
});

const kinds: [string, AnyMessageContent, object][] = [
  ['a text', { text: 'Good morning' }, { type: 'text', text: 'Good morning' }],
  ['a long text', { text: 'ä'.repeat(60_000) }, { type: 'text', text: 'ä'.repeat(60_000) }],
  [
    'a text with the preview of a link',
    {
      text: 'see https://example.com',
      linkPreview: {
        'canonical-url': 'https://example.com',
        'matched-text': 'https://example.com',
        title: 'Example',
        description: 'An example',
      },
    },
    { type: 'text', link: { url: 'https://example.com', title: 'Example', description: 'An example' } },
  ],
  [
    'a text that names people',
    { text: 'hello @12025551299', mentions: ['12025551299@s.whatsapp.net'] },
    { type: 'text', mentions: ['12025551299'] },
  ],
  [
    'a location',
    { location: { degreesLatitude: 52.5, degreesLongitude: 13.4, name: 'Berlin', address: 'Germany' } },
    { type: 'location', latitude: 52.5, longitude: 13.4, name: 'Berlin', address: 'Germany' },
  ],
  [
    'a contact card',
    { contacts: { displayName: 'Bob', contacts: [vcard('Bob', '12025551299')] } },
    { type: 'contact', contact: { name: 'Bob', phone: '12025551299' } },
  ],
  [
    'several contact cards',
    { contacts: { displayName: 'Two', contacts: [vcard('Bob', '12025551299'), vcard('Eve', '12025551298')] } },
    { type: 'contact', contacts: [{ name: 'Bob' }, { name: 'Eve', phone: '12025551298' }] },
  ],
  [
    'a poll of one choice',
    { poll: { name: 'Tea?', values: ['Yes', 'No'], selectableCount: 1 } },
    { type: 'poll', poll: { question: 'Tea?', options: ['Yes', 'No'], many: false } },
  ],
  [
    'a poll of many choices',
    { poll: { name: 'Days?', values: ['Monday', 'Tuesday', 'Friday'], selectableCount: 0 } },
    { type: 'poll', poll: { question: 'Days?', options: ['Monday', 'Tuesday', 'Friday'], many: true } },
  ],
  [
    'an event',
    { event: { name: 'Dinner', description: 'At eight', startDate: new Date('2027-01-01T20:00:00Z') } },
    { type: 'event', event: { name: 'Dinner', description: 'At eight', startsAt: '2027-01-01T20:00:00.000Z' } },
  ],
  [
    'an image',
    { image: picture, caption: 'One pixel', mimetype: 'image/png' },
    {
      type: 'image',
      caption: 'One pixel',
      media: { mimetype: 'image/png', bytes: picture.length, sha256: sha256(picture) },
    },
  ],
  [
    'an image to be viewed once',
    { image: picture, viewOnce: true, mimetype: 'image/png' },
    { type: 'image', viewOnce: true, media: { sha256: sha256(picture) } },
  ],
  [
    'a video',
    { video: picture, caption: 'Short' },
    { type: 'video', caption: 'Short', media: { mimetype: 'video/mp4' } },
  ],
  ['a video note', { video: picture, ptv: true }, { type: 'video-note', media: { bytes: picture.length } }],
  ['a gif', { video: picture, gifPlayback: true }, { type: 'gif' }],
  ['audio', { audio: picture, mimetype: 'audio/mp4' }, { type: 'audio', media: { mimetype: 'audio/mp4' } }],
  ['a voice message', { audio: picture, ptt: true, seconds: 3 }, { type: 'voice', seconds: 3 }],
  [
    'a document',
    { document: picture, mimetype: 'application/pdf', fileName: 'bill.pdf', caption: 'Please pay' },
    { type: 'document', filename: 'bill.pdf', caption: 'Please pay', media: { mimetype: 'application/pdf' } },
  ],
  ['a sticker', { sticker: picture }, { type: 'sticker', media: { mimetype: 'image/webp' } }],
  [
    'what turns disappearing on',
    { disappearingMessagesInChat: 86_400 },
    { type: 'disappearing', expiresInSeconds: 86_400 },
  ],
  ['that a number is asked for', { requestPhoneNumber: true }, { type: 'phone-number-request' }],
  ['that a number is shown', { sharePhoneNumber: true }, { type: 'phone-number' }],
];

it.each(kinds)('shows a contact %s', async (_name, content, shown) => {
  const { sent, seen } = await send(content);
  expect(seen).toMatchObject({ ...shown, id: sent.key.id, from: client.phone, frames: 1 });
});

const relayed: [string, proto.IMessage, object][] = [
  [
    'a live location',
    { liveLocationMessage: { degreesLatitude: 1, degreesLongitude: 2, caption: 'Here' } },
    { type: 'live-location', latitude: 1, longitude: 2, caption: 'Here' },
  ],
  [
    'an invite to a group',
    {
      groupInviteMessage: { inviteCode: 'c0de', caption: 'Join', groupJid: '120363400000000001@g.us', groupName: 'Us' },
    },
    { type: 'invite', caption: 'Join', group: { id: '120363400000000001@g.us', name: 'Us', code: 'c0de' } },
  ],
  [
    'what is wrapped to disappear',
    { ephemeralMessage: { message: { extendedTextMessage: { text: 'Soon gone', contextInfo: { expiration: 60 } } } } },
    { type: 'text', text: 'Soon gone', expiresInSeconds: 60 },
  ],
  [
    'a document wrapped with its caption',
    { documentWithCaptionMessage: { message: { viewOnceMessageV2: { message: { conversation: 'Within' } } } } },
    { type: 'text', text: 'Within', viewOnce: true },
  ],
];

it.each(relayed)('shows a contact %s', async (_name, message, shown) => {
  const id = await client.socket().relayMessage(jid, message, {});
  await client.reached(id, 4);
  expect(await seenOf(id)).toMatchObject({ ...shown, id, frames: 1 });
});

it('shows which message a reply quotes', async () => {
  const { sent } = await send({ text: 'Question' });
  const { seen } = await send({ text: 'Answer' }, { quoted: sent });
  expect(seen).toMatchObject({ text: 'Answer', replyTo: sent.key.id });
});

it('shows that a message was forwarded', async () => {
  const { sent } = await send({ text: 'News' });
  expect((await send({ forward: sent, force: true })).seen).toMatchObject({ text: 'News', forwarded: true });
});

it('shows after how long a message disappears', async () => {
  const { seen } = await send({ text: 'Soon gone' }, { ephemeralExpiration: 604_800 });
  expect(seen).toMatchObject({ text: 'Soon gone', expiresInSeconds: 604_800 });
});

it('shows an edit as an entry of its own and on the message it is about', async () => {
  const { sent } = await send({ text: 'Helo' });
  const { seen } = await send({ text: 'Hello', edit: sent.key });
  expect(seen).toMatchObject({ type: 'edit', target: sent.key.id, text: 'Hello' });
  expect(await seenOf(sent.key.id)).toMatchObject({ text: 'Hello', editedAt: expect.any(String), frames: 1 });
});

it('shows that a message was deleted for everyone', async () => {
  const { sent } = await send({ text: 'A mistake' });
  expect((await send({ delete: sent.key })).seen).toMatchObject({ type: 'revoke', target: sent.key.id });
  expect(await seenOf(sent.key.id)).toMatchObject({ revokedAt: expect.any(String) });
});

it('shows a reaction on the message it is about, and takes it back', async () => {
  const { sent } = await send({ text: 'Good news' });
  const { seen } = await send({ react: { text: '🎉', key: sent.key } });
  expect(seen).toMatchObject({ type: 'reaction', target: sent.key.id, emoji: '🎉' });
  expect(await seenOf(sent.key.id)).toMatchObject({ reactions: [{ from: client.phone, emoji: '🎉' }] });
  await send({ react: { text: '', key: sent.key } });
  expect(await seenOf(sent.key.id)).toMatchObject({ reactions: [] });
});

it('opens the vote of a client with the secret of the poll, and shows the last one of each', async () => {
  const id = await sandbox.sendFrom(contact, { to: client.phone, poll: { question: 'Tea?', options: ['Yes', 'No'] } });
  const { messages } = await client.saw('messages.upsert', (upsert) =>
    upsert.messages.some(({ key }) => key.id === id),
  );
  const secret = messages[0]?.message?.messageContextInfo?.messageSecret;
  if (!secret) throw new Error('the poll has no secret');
  const ballot = { secret, pollId: id, creator: jid, voter: `${client.phone}@s.whatsapp.net` };
  for (const options of [['Yes'], ['No'], []]) {
    const vote = sealVote(ballot, options);
    const pollUpdateMessage = { pollCreationMessageKey: { remoteJid: jid, fromMe: false, id }, vote };
    const voted = await client.socket().relayMessage(jid, { pollUpdateMessage }, {});
    await client.reached(voted, 4);
    expect(await seenOf(voted)).toMatchObject({ type: 'vote', target: id, options });
    const own: unknown = await sandbox.call('GET', `/contacts/${contact}/messages?own=true`);
    const votes = options.length === 0 ? [] : [{ from: client.phone, options }];
    expect(own).toContainEqual(expect.objectContaining({ id, type: 'poll', votes }));
  }
});

it('shows that a message is pinned', async () => {
  const { sent } = await send({ text: 'Important' });
  const { seen } = await send({ pin: sent.key, type: 1, time: 86_400 });
  expect(seen).toMatchObject({ type: 'pin', target: sent.key.id });
});

it('tells what came after an entry, and after a time', async () => {
  const { sent } = await send({ text: 'Before' });
  const { sent: after } = await send({ text: 'After' });
  const ids = (answer: unknown): unknown =>
    Array.isArray(answer) ? answer.map((entry: { id: string }) => entry.id) : [];
  const path = `/contacts/${contact}/messages?since=`;
  expect(ids(await sandbox.call('GET', `${path}${sent.key.id}`))).toEqual([after.key.id]);
  expect(ids(await sandbox.call('GET', `${path}2020-01-01T00:00:00Z`))).toContain(sent.key.id);
  expect(ids(await sandbox.call('GET', `${path}2999-01-01T00:00:00Z`))).toEqual([]);
  // An offset as people type it, and every way to say: from the beginning.
  for (const start of ['2020-01-01T00:00:00+01:00', '', '0', '1577836800000'])
    expect(ids(await sandbox.call('GET', `${path}${start}`))).toContain(sent.key.id);
  await expect(sandbox.call('GET', `${path}nothing`)).rejects.toThrow('400');
});
