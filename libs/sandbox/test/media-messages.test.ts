import { createHash, randomBytes } from 'node:crypto';
import {
  type AnyMessageContent,
  downloadContentFromMessage,
  downloadMediaMessage,
  type proto,
  type WAMessage,
} from '@whiskeysockets/baileys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sawMessage, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';
import { trusting } from './trusting.ts';

const contact = '12025570150';
const jid = `${contact}@s.whatsapp.net`;
const thirtyDaysMs = 30 * 24 * 60 * 60 * 1000;

let sandbox: TestSandbox;
let client: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
  client = await sandbox.linkClient();
});
afterAll(() => sandbox.stop());

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const sendFromContact = async (media: object): Promise<WAMessage> =>
  sawMessage(client, await sandbox.sendFrom(contact, { to: client.phone, media }));

const download = (message: WAMessage): Promise<Buffer> =>
  downloadMediaMessage(message, 'buffer', { options: trusting(sandbox.network).options });

describe('what a client sends', () => {
  const cases: { kind: string; content: (bytes: Buffer) => AnyMessageContent; seen: object }[] = [
    {
      kind: 'image',
      content: (image) => ({ image, caption: 'A cat', mimetype: 'image/jpeg' }),
      seen: { type: 'image', caption: 'A cat', media: { mimetype: 'image/jpeg' } },
    },
    {
      kind: 'video',
      content: (video) => ({ video, caption: 'A dog', mimetype: 'video/mp4' }),
      seen: { type: 'video', caption: 'A dog', media: { mimetype: 'video/mp4' } },
    },
    {
      kind: 'audio',
      content: (audio) => ({ audio, mimetype: 'audio/mpeg', seconds: 7 }),
      seen: { type: 'audio', media: { mimetype: 'audio/mpeg' } },
    },
    {
      kind: 'voice note',
      content: (audio) => ({ audio, ptt: true, mimetype: 'audio/ogg; codecs=opus', seconds: 7 }),
      seen: { type: 'voice', media: { mimetype: 'audio/ogg; codecs=opus' } },
    },
    {
      kind: 'document',
      content: (document) => ({ document, mimetype: 'application/pdf', fileName: 'Offer.pdf', caption: 'Our offer' }),
      seen: {
        type: 'document',
        caption: 'Our offer',
        filename: 'Offer.pdf',
        media: { mimetype: 'application/pdf' },
      },
    },
    {
      kind: 'sticker',
      content: (sticker) => ({ sticker, mimetype: 'image/webp' }),
      seen: { type: 'sticker', media: { mimetype: 'image/webp' } },
    },
  ];

  it.each(cases)('is seen by the contact, to the last byte: $kind', async ({ content, seen }) => {
    const bytes = randomBytes(20_001);
    const sent = await client.socket().sendMessage(jid, content(bytes));
    await client.reached(sent?.key.id, 4);
    const entry = (await sandbox.seenBy(contact)).find(({ id }) => id === sent?.key.id);
    expect(entry).toMatchObject(seen);
    expect(entry).toMatchObject({ media: { bytes: bytes.length, sha256: sha256(bytes) }, frames: 1 });
  });
});

describe('what a contact sends', () => {
  const cases: { type: string; mimetype: string; seen: (message: proto.IMessage) => unknown; more?: object }[] = [
    { type: 'image', mimetype: 'image/png', more: { caption: 'Look' }, seen: (message) => message.imageMessage },
    { type: 'video', mimetype: 'video/mp4', more: { caption: 'Look' }, seen: (message) => message.videoMessage },
    { type: 'audio', mimetype: 'audio/mpeg', seen: (message) => message.audioMessage },
    { type: 'voice', mimetype: 'audio/ogg; codecs=opus', seen: (message) => message.audioMessage },
    { type: 'sticker', mimetype: 'image/webp', seen: (message) => message.stickerMessage },
  ];

  it.each(cases)('is downloaded by the client, to the last byte: $type', async ({ type, mimetype, more, seen }) => {
    const bytes = randomBytes(20_001);
    const message = await sendFromContact({ type, mimetype, base64: bytes.toString('base64'), ...more });
    expect(seen(message.message ?? {})).toMatchObject({ mimetype, ...more });
    expect((await download(message)).equals(bytes)).toBe(true);
  });

  it('is downloaded with its name and caption: document', async () => {
    const bytes = randomBytes(20_001);
    const message = await sendFromContact({
      type: 'document',
      mimetype: 'application/pdf',
      base64: bytes.toString('base64'),
      caption: 'Signed',
      filename: 'Contract.pdf',
    });
    const { documentMessage, documentWithCaptionMessage } = message.message ?? {};
    expect(documentMessage ?? documentWithCaptionMessage?.message?.documentMessage).toMatchObject({
      fileName: 'Contract.pdf',
      caption: 'Signed',
    });
    expect((await download(message)).equals(bytes)).toBe(true);
  });

  it('is downloaded in part, from any byte to any other', async () => {
    const bytes = randomBytes(5000);
    const { message } = await sendFromContact({
      type: 'image',
      mimetype: 'image/png',
      base64: bytes.toString('base64'),
    });
    const { mediaKey, directPath, url } = message?.imageMessage ?? {};
    if (!mediaKey || !directPath || !url) throw new Error('it says nothing of its media');
    const { options } = trusting(sandbox.network);
    // Baileys answers nothing at all where it is told only where to start.
    const ranges = [
      { startByte: 0, endByte: 100 },
      { startByte: 1601, endByte: 3207 },
      { startByte: 4000, endByte: 5000 },
    ];
    for (const { startByte, endByte } of ranges) {
      const stream = await downloadContentFromMessage({ mediaKey, directPath, url }, 'image', {
        startByte,
        endByte,
        options,
      });
      const part = Buffer.concat(await stream.toArray());
      expect(part.equals(bytes.subarray(startByte, endByte))).toBe(true);
    }
  });
});

it('carries 25 MB each way', async () => {
  const bytes = randomBytes(25 * 1024 * 1024);
  const mimetype = 'application/zip';
  const sent = await client.socket().sendMessage(jid, { document: bytes, mimetype });
  await client.reached(sent?.key.id, 4);
  const entry = (await sandbox.seenBy(contact)).find(({ id }) => id === sent?.key.id);
  expect(entry).toMatchObject({ media: { bytes: bytes.length, sha256: sha256(bytes) } });
  const message = await sendFromContact({ type: 'document', mimetype, base64: bytes.toString('base64') });
  expect((await download(message)).equals(bytes)).toBe(true);
});

describe('media that is gone from the host', () => {
  const expired = async (bytes: Buffer): Promise<WAMessage> => {
    const message = await sendFromContact({ type: 'image', mimetype: 'image/png', base64: bytes.toString('base64') });
    await sandbox.pass(thirtyDaysMs);
    return message;
  };

  it('is uploaded again by the telephone when the client asks for it', async () => {
    const bytes = randomBytes(1000);
    const message = await expired(bytes);
    await expect(download(message)).rejects.toMatchObject({ output: { statusCode: 410 } });
    const again = await client.socket().updateMediaMessage(message);
    expect((await download(again)).equals(bytes)).toBe(true);
  });

  it('is uploaded again where the client itself had sent it', async () => {
    const bytes = randomBytes(1000);
    const sent = await client.socket().sendMessage(jid, { image: bytes, mimetype: 'image/png' });
    if (sent === undefined) throw new Error('nothing was sent');
    await client.reached(sent.key.id, 4);
    await sandbox.pass(thirtyDaysMs);
    const again = await client.socket().updateMediaMessage(sent);
    expect((await download(again)).equals(bytes)).toBe(true);
  });

  it('stays gone where the telephone knows no such message', async () => {
    const message = await expired(randomBytes(10));
    const unknown: WAMessage = { ...message, key: { ...message.key, id: '3AUNKNOWN' } };
    await expect(client.socket().updateMediaMessage(unknown)).rejects.toMatchObject({ output: { statusCode: 404 } });
  });

  it('stays gone for a device that does not know its key', async () => {
    const message = await expired(randomBytes(10));
    const image = { ...message.message?.imageMessage, mediaKey: randomBytes(32) };
    const wrong: WAMessage = { ...message, message: { imageMessage: image } };
    await expect(client.socket().updateMediaMessage(wrong)).rejects.toMatchObject({ output: { statusCode: 412 } });
  });
});

it('takes an upload of a client whose token has expired: it gets a new one, and tries the next host', async () => {
  await client.socket().refreshMediaConn(true);
  await sandbox.pass(60 * 60 * 1000);
  const sent = await client.socket().sendMessage(jid, { document: randomBytes(100), mimetype: 'application/pdf' });
  await client.reached(sent?.key.id, 4);
  expect((await sandbox.seenBy(contact)).find(({ id }) => id === sent?.key.id)).toMatchObject({
    media: { bytes: 100 },
  });
});
