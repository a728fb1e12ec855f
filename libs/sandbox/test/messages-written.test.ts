import {
  decryptPollVote,
  downloadMediaMessage,
  getAggregateVotesInPollMessage,
  type proto,
  type WAMessage,
} from '@whiskeysockets/baileys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sawMessage, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';
import { trusting } from './trusting.ts';

const contact = '12025551211';
const jid = `${contact}@s.whatsapp.net`;
let sandbox: TestSandbox;
let client: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact, name: 'Ada' });
  client = await sandbox.provisionClient();
});
afterAll(() => sandbox.stop());

/** The contact writes; answers what real Baileys makes of it. */
const write = async (body: object): Promise<WAMessage> => {
  return sawMessage(client, await sandbox.sendFrom(contact, { to: client.phone, ...body }));
};
const sendRead = async (text: string): Promise<WAMessage> => {
  const sent = await client.socket().sendMessage(jid, { text });
  if (sent === undefined) throw new Error('Baileys has sent nothing');
  await client.reached(sent.key.id, 4);
  return sent;
};
const bytes = Buffer.from('what the file holds');
const media = (type: string, mimetype: string): object => ({
  media: { type, mimetype, base64: bytes.toString('base64'), caption: 'See', filename: 'file.pdf' },
});

const kinds: [string, object, proto.IMessage][] = [
  ['a text', { text: 'Hello' }, { conversation: 'Hello' }],
  [
    'a location',
    { location: { latitude: 52.5, longitude: 13.4, name: 'Berlin' } },
    { locationMessage: { degreesLatitude: 52.5, degreesLongitude: 13.4, name: 'Berlin' } },
  ],
  ['a contact', { contact: { name: 'Bob', phone: '+1 202 555 1299' } }, { contactMessage: { displayName: 'Bob' } }],
  [
    'a poll',
    { poll: { question: 'Tea?', options: ['Yes', 'No'] } },
    { pollCreationMessageV3: { name: 'Tea?', selectableOptionsCount: 1 } },
  ],
  [
    'a poll of many choices',
    { poll: { question: 'Days?', options: ['Monday', 'Friday'], many: true } },
    { pollCreationMessage: { name: 'Days?', options: [{ optionName: 'Monday' }, { optionName: 'Friday' }] } },
  ],
];
it.each(kinds)('brings a client %s', async (_name, body, message) => {
  const { key, pushName, ...found } = await write(body);
  expect(found.message).toMatchObject(message);
  expect(key).toMatchObject({ remoteJid: jid, fromMe: false });
  expect(pushName).toBe('Ada');
});

const files: [string, string, keyof proto.IMessage, object][] = [
  ['image', 'image/png', 'imageMessage', { caption: 'See' }],
  ['video', 'video/mp4', 'videoMessage', { caption: 'See' }],
  ['audio', 'audio/mp4', 'audioMessage', { ptt: false }],
  ['voice', 'audio/ogg; codecs=opus', 'audioMessage', { ptt: true }],
  ['document', 'application/pdf', 'documentMessage', { caption: 'See', fileName: 'file.pdf' }],
  ['sticker', 'image/webp', 'stickerMessage', {}],
];
it.each(files)('brings a client media of type %s, which it can download', async (type, mimetype, field, said) => {
  const found = await write(media(type, mimetype));
  expect(found.message?.[field]).toMatchObject({ mimetype, ...said });
  expect(await downloadMediaMessage(found, 'buffer', { options: trusting(sandbox.network).options })).toEqual(bytes);
});

it('quotes what the client wrote', async () => {
  const sent = await sendRead('Question');
  const { message } = await write({ text: 'Answer', replyTo: sent.key.id });
  expect(message?.extendedTextMessage).toMatchObject({
    text: 'Answer',
    contextInfo: {
      stanzaId: sent.key.id,
      participant: `${client.phone}@s.whatsapp.net`,
      quotedMessage: { extendedTextMessage: { text: 'Question' } },
    },
  });
});

it('reacts to what the client wrote, and takes it back', async () => {
  const sent = await sendRead('Good news');
  for (const emoji of ['👍', '']) {
    const id = await sandbox.sendFrom(contact, { to: client.phone, reaction: { id: sent.key.id, emoji } });
    await sawMessage(client, id);
    const told = await client.saw('messages.reaction', (all) =>
      all.some(({ key, reaction }) => key.id === sent.key.id && reaction.text === emoji),
    );
    expect(told).toMatchObject([{ key: { remoteJid: jid, fromMe: true, id: sent.key.id } }]);
  }
});

it('edits what it wrote', async () => {
  const { key } = await write({ text: 'Helo' });
  await write({ edit: { id: key.id, text: 'Hello' } });
  const [told] = await client.saw('messages.update', (all) =>
    all.some((one) => one.key.id === key.id && one.update.message),
  );
  expect(told?.update.message?.editedMessage?.message).toMatchObject({ conversation: 'Hello' });
});

it('deletes what it wrote, for everyone', async () => {
  const { key } = await write({ text: 'A mistake' });
  await write({ revoke: { id: key.id } });
  const [told] = await client.saw('messages.update', (all) =>
    all.some((one) => one.key.id === key.id && one.update.messageStubType),
  );
  expect(told).toMatchObject({ key: { id: key.id, remoteJid: jid }, update: { message: null } });
});

it('votes in a poll of the client, readable with its secret alone', async () => {
  const sent = await client
    .socket()
    .sendMessage(jid, { poll: { name: 'Tea?', values: ['Yes', 'No'], selectableCount: 1 } });
  await client.reached(sent?.key.id, 4);
  const found = await write({ vote: { id: sent?.key.id, options: ['Yes'] } });
  const { vote, pollCreationMessageKey } = found.message?.pollUpdateMessage ?? {};
  expect(pollCreationMessageKey).toMatchObject({ id: sent?.key.id, fromMe: true });
  const pollCreatorJid = `${client.phone}@s.whatsapp.net`;
  const pollEncKey = sent?.message?.messageContextInfo?.messageSecret;
  if (!sent || !vote || !pollEncKey) throw new Error('there is no vote');
  const opened = decryptPollVote(vote, { pollCreatorJid, pollMsgId: sent?.key.id ?? '', pollEncKey, voterJid: jid });
  const votes = getAggregateVotesInPollMessage(
    { message: sent.message ?? null, pollUpdates: [{ pollUpdateMessageKey: found.key, vote: opened }] },
    pollCreatorJid,
  );
  // Baileys names a voter by the other name of the chat.
  expect(votes).toEqual([
    { name: 'Yes', voters: [found.key.remoteJidAlt] },
    { name: 'No', voters: [] },
  ]);
  const own: unknown = await sandbox.call('GET', `/contacts/${contact}/messages`);
  expect(own).toContainEqual(
    expect.objectContaining({ id: sent?.key.id, votes: [{ from: contact, options: ['Yes'] }] }),
  );
});

it('tells the contact how far what it wrote has come', async () => {
  const { key } = await write({ text: 'Did you read this?' });
  const statusOf = async (): Promise<unknown> => {
    const all: unknown = await sandbox.call('GET', `/contacts/${contact}/messages?own=true`);
    return Array.isArray(all) ? all.find((entry: { id: string }) => entry.id === key.id) : null;
  };
  await client.socket().readMessages([key]);
  await client.socket().query({ tag: 'iq', attrs: { to: '@s.whatsapp.net', type: 'get', xmlns: 'w:p' } });
  expect(await statusOf()).toMatchObject({ from: contact, status: 'read' });
});

it.each([
  ['nothing at all', {}],
  ['two things at once', { text: 'a', reaction: { id: 'x', emoji: 'b' } }],
  ['what is not known', { song: 'la' }],
  ['media that are not base64', { media: { type: 'image', mimetype: 'image/png', base64: '%' } }],
  ['media of no kind', { media: { type: 'smell', mimetype: 'x', base64: '' } }],
])('refuses to write %s', async (_name, body) => {
  await expect(sandbox.sendFrom(contact, { to: client.phone, ...body })).rejects.toThrow('400');
});

it('refuses an edit of what somebody else wrote', async () => {
  const sent = await sendRead('Mine');
  await expect(
    sandbox.sendFrom(contact, { to: client.phone, edit: { id: sent.key.id, text: 'Yours' } }),
  ).rejects.toThrow('400');
  await expect(sandbox.sendFrom(contact, { to: client.phone, vote: { id: sent.key.id, options: [] } })).rejects.toThrow(
    '400',
  );
});

it('knows nobody and nothing that is not there', async () => {
  await expect(sandbox.sendFrom(contact, { to: '12025559999', text: 'Hello' })).rejects.toThrow('404');
  await expect(sandbox.sendFrom(contact, { to: client.phone, replyTo: 'nothing', text: 'Hello' })).rejects.toThrow(
    '404',
  );
  await expect(sandbox.sendFrom(contact, { to: client.phone, revoke: { id: 'nothing' } })).rejects.toThrow('404');
});
