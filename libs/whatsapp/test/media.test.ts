import { randomBytes } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import { Writable } from 'node:stream';
import { startTestSandbox, type TestSandbox } from '@parley/sandbox/test-sandbox';
import type { WAMessage } from '@whiskeysockets/baileys';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { download, type Downloaded, type DownloadOptions, type Medium } from '../src/download.ts';
import { createSandboxMedia, type SandboxMedia } from '../src/sandbox-media.ts';

const contact = '12025557160';
let sandbox: TestSandbox;
let media: SandboxMedia;
let client: Awaited<ReturnType<TestSandbox['linkClient']>>;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
  media = createSandboxMedia(sandbox.network);
  const { phone } = await sandbox.createPhone({
    history: [{ chat: contact, fromMe: false, text: 'Long ago', at: new Date(0).toISOString() }],
  });
  const { fetchAgent, options } = media;
  client = await sandbox.linkClient({ phone, fetchAgent, options });
});
afterEach(() => sandbox.call('DELETE', '/faults'));
afterAll(() => sandbox.stop());

const receive = async (bytes: Buffer): Promise<Medium> => {
  const file = { type: 'document', mimetype: 'application/pdf', base64: bytes.toString('base64') };
  const id = await sandbox.sendFrom(contact, { to: client.phone, media: file });
  const isIt = ({ key, message }: WAMessage): boolean => key.id === id && Boolean(message?.documentMessage);
  const { messages } = await client.saw('messages.upsert', (upsert) => upsert.messages.some(isIt));
  const { directPath, mediaKey, fileEncSha256, fileSha256 } = messages.find(isIt)?.message?.documentMessage ?? {};
  const nothing = Buffer.alloc(0);
  return {
    type: 'document',
    directPath: directPath ?? '',
    mediaKey: mediaKey ?? nothing,
    fileEncSha256: fileEncSha256 ?? nothing,
    fileSha256: fileSha256 ?? nothing,
  };
};

const take = async (medium: Medium, options: Partial<DownloadOptions> = {}): Promise<[Downloaded, Buffer]> => {
  const chunks: Buffer[] = [];
  const to = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const limits = { maxBytes: 2_000_000, limitMs: 10_000, dispatcher: media.dispatcher };
  return [await download(medium, { to, ...limits, ...options }), Buffer.concat(chunks)];
};
const whyNot = async (medium: Medium, options: Partial<DownloadOptions> = {}): Promise<string> => {
  const [downloaded] = await take(medium, options);
  return downloaded.ok ? 'nothing' : downloaded.why;
};

describe('a download', () => {
  it.each([0, 1, 16, 1_000_003])('brings %i bytes as they were sent', async (length) => {
    const bytes = randomBytes(length);
    const [downloaded, written] = await take(await receive(bytes));
    expect(downloaded).toEqual({ ok: true, bytes: length });
    expect(written.equals(bytes)).toBe(true);
  });

  it.each([
    [404, 'gone'],
    [410, 'gone'],
    [403, 'refused'],
    [500, 'refused'],
  ])('says of %i that it is %s', async (code, why) => {
    const medium = await receive(randomBytes(100));
    await sandbox.addFault({ match: { stanza: 'download' }, action: 'download-refused', code, times: 1 });
    expect(await whyNot(medium)).toBe(why);
    expect(await whyNot(medium)).toBe('nothing');
  });

  it('says that it was cut, and nothing escapes that nobody catches', async () => {
    const medium = await receive(randomBytes(1_000_000));
    await sandbox.addFault({ match: { stanza: 'download' }, action: 'download-cut', times: 1 });
    expect(await whyNot(medium)).toBe('cut');
    expect(await whyNot(medium)).toBe('nothing');
  });

  it('says that it is too large, and takes little more than is allowed', async () => {
    const medium = await receive(randomBytes(1_000_000));
    const [downloaded, written] = await take(medium, { maxBytes: 300_000 });
    expect(downloaded).toEqual({ ok: false, why: 'too_large' });
    expect(written.length).toBeLessThanOrEqual(300_100);
    expect(await whyNot(medium, { maxBytes: 999_999 })).toBe('too_large');
    expect(await whyNot(medium, { maxBytes: 1_000_000 })).toBe('nothing');
  });

  it('says that it is too slow, where the host is and where the taker is', async () => {
    const medium = await receive(randomBytes(100_000));
    const to = new Writable({ highWaterMark: 1, write: () => undefined });
    expect(await whyNot(medium, { to, limitMs: 200 })).toBe('too_slow');
    await sandbox.addFault({ match: { stanza: 'download' }, action: 'slow', delayMs: 1000, times: 1 });
    expect(await whyNot(medium, { limitMs: 200 })).toBe('too_slow');
  });

  it.each(['mediaKey', 'fileEncSha256', 'fileSha256'] as const)(
    'says that the bytes are wrong by the %s',
    async (what) => {
      const medium = await receive(randomBytes(1000));
      expect(await whyNot({ ...medium, [what]: randomBytes(32) })).toBe('wrong_bytes');
    },
  );

  it('says that the bytes are wrong where they are those of another', async () => {
    const [one, other] = [await receive(randomBytes(1000)), await receive(randomBytes(1000))];
    expect(await whyNot({ ...one, directPath: other.directPath })).toBe('wrong_bytes');
    expect(await whyNot({ ...one, type: 'image' })).toBe('wrong_bytes');
  });

  it('calls nobody but the one host, whatever a message says', async () => {
    const medium = await receive(randomBytes(100));
    expect(await whyNot({ ...medium, directPath: '@example.com/' })).toBe('refused');
    expect(await whyNot({ ...medium, directPath: '//example.com/' })).toBe('gone');
  });

  it('throws what goes wrong with where it is written to', async () => {
    const medium = await receive(randomBytes(1000));
    const to = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) });
    await expect(take(medium, { to })).rejects.toThrow('the disk is full');
  });
});

describe('a process that serves the sandbox', () => {
  it('lets Baileys upload, and fetch history from where it always looks', async () => {
    const document = { document: randomBytes(1000), mimetype: 'application/pdf' };
    const sent = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, document);
    await client.reached(sent?.key.id, 3);
    // The contact decrypts what it is sent, or it does not show it.
    expect(await sandbox.seenBy(contact)).toContainEqual(
      expect.objectContaining({ id: sent?.key.id, type: 'document' }),
    );
    const { messages } = await client.saw('messaging-history.set', (set) => set.messages.length > 0);
    expect(messages).toMatchObject([{ message: { conversation: 'Long ago' } }]);
  });

  it.each([
    'https://example.com/',
    'https://media.cdn.whatsapp.net/',
    'http://mmg.whatsapp.net/',
    'https://mmg.whatsapp.net:444/',
    'https://127.0.0.1:9443/',
  ])('never calls %s', async (url) => {
    const failure: unknown = await fetch(url, media.options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ cause: { message: expect.stringContaining('is not the sandbox') } });
    const upload = new Promise((_resolve, reject) => {
      httpsRequest(url.replace('http:', 'https:'), { agent: media.fetchAgent }).on('error', reject);
    });
    await expect(upload).rejects.toThrow('is not the sandbox');
  });

  it.each([
    'https://192.0.2.1:8443',
    'http://127.0.0.1:8443',
    'https://127.0.0.1',
    'https://localhost.example.com:8443',
  ])('takes no media host at %s', (mediaUrl) => {
    expect(() => createSandboxMedia({ ...sandbox.network, mediaUrl })).toThrow('on this machine');
  });
});
