import { randomBytes } from 'node:crypto';
import { downloadMediaMessage, type WAMessage } from '@whiskeysockets/baileys';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { sawMessage, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';
import { trusting } from './trusting.ts';

const contact = '12025570150';
const jid = `${contact}@s.whatsapp.net`;

let sandbox: TestSandbox;
let client: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
  client = await sandbox.linkClient();
});
afterEach(() => sandbox.call('DELETE', '/faults'));
afterAll(() => sandbox.stop());

const send = (): Promise<unknown> =>
  client.socket().sendMessage(jid, { document: randomBytes(100_000), mimetype: 'application/pdf' });

const sendFromContact = async (type: string, bytes: Buffer): Promise<WAMessage> => {
  const media = { type, mimetype: 'image/png', base64: bytes.toString('base64') };
  return sawMessage(client, await sandbox.sendFrom(contact, { to: client.phone, media }));
};

const download = (message: WAMessage): Promise<Buffer> =>
  downloadMediaMessage(message, 'buffer', { options: trusting(sandbox.network).options });

it('refuses one upload, after which Baileys tries the next host, and succeeds', async () => {
  await sandbox.addFault({ match: { account: client.phone, stanza: 'upload' }, action: 'upload-refused', times: 1 });
  await expect(send()).resolves.toMatchObject({ key: { fromMe: true } });
});

it('refuses uploads for as long as it is told, of which Baileys says that all hosts failed', async () => {
  await sandbox.addFault({ match: { account: client.phone, stanza: 'upload' }, action: 'upload-refused', times: 2 });
  await expect(send()).rejects.toMatchObject({
    message: 'Media upload failed on all hosts',
    output: { statusCode: 500 },
  });
  await expect(send()).resolves.toMatchObject({ key: { fromMe: true } });
});

it('refuses uploads of one kind alone', async () => {
  await sandbox.addFault({ match: { stanza: 'video' }, action: 'upload-refused' });
  await expect(send()).resolves.toMatchObject({ key: { fromMe: true } });
  await expect(client.socket().sendMessage(jid, { video: randomBytes(10) })).rejects.toThrow('failed on all hosts');
});

it('refuses no upload of anybody else', async () => {
  await sandbox.addFault({ match: { account: '12025570199' }, action: 'upload-refused' });
  await expect(send()).resolves.toMatchObject({ key: { fromMe: true } });
});

it.each([403, 404, 410, 500])('refuses a download with %i, as Baileys tells it', async (code) => {
  const bytes = randomBytes(100);
  const message = await sendFromContact('image', bytes);
  await sandbox.addFault({ match: { account: client.phone }, action: 'download-refused', code, times: 1 });
  await expect(download(message)).rejects.toMatchObject({ output: { statusCode: code } });
  expect((await download(message)).equals(bytes)).toBe(true);
});

it('refuses downloads of what one contact sent', async () => {
  const message = await sendFromContact('image', randomBytes(100));
  await sandbox.addFault({ match: { contact: '12025570199' }, action: 'download-refused' });
  await expect(download(message)).resolves.toHaveLength(100);
  await sandbox.addFault({ match: { contact }, action: 'download-refused' });
  await expect(download(message)).rejects.toMatchObject({ output: { statusCode: 403 } });
});

it('cuts a download in the middle, having promised all of it', async () => {
  const message = await sendFromContact('image', randomBytes(1_000_000));
  await sandbox.addFault({ match: { stanza: 'download' }, action: 'download-cut', times: 1 });
  // By hand: what comes of it in Baileys is an error that nobody can catch (see media-trust.test.ts).
  const { url } = message.message?.imageMessage ?? {};
  const response = await fetch(url ?? '', trusting(sandbox.network).options);
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1_000_000);
  await expect(response.arrayBuffer()).rejects.toThrow('terminated');
  expect(await download(message)).toHaveLength(1_000_000);
});

it('holds an upload and a download back for as long as it is told', async () => {
  const delayMs = 300;
  const message = await sendFromContact('image', randomBytes(100));
  for (const [stanza, work] of [['upload', send] as const, ['download', () => download(message)] as const]) {
    await sandbox.addFault({ match: { stanza }, action: 'slow', delayMs, times: 1 });
    const startedAt = performance.now();
    await work();
    // Timers may ring within the millisecond before they are due.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(delayMs - 1);
  }
});

it('leaves the question for a host unanswered: Baileys then uploads nothing until it connects again', async () => {
  const impatient = await sandbox.linkClient({ defaultQueryTimeoutMs: 2000 });
  const upload = (): Promise<unknown> =>
    impatient.socket().sendMessage(jid, { document: randomBytes(10), mimetype: 'application/pdf' });
  await sandbox.addFault({ match: { account: impatient.phone, stanza: 'media-conn' }, action: 'no-answer', times: 1 });
  await expect(upload()).rejects.toThrow("reading 'attrs'");
  await expect(upload()).rejects.toThrow("reading 'attrs'");
  impatient.end();
  impatient.forget();
  impatient.connect();
  await impatient.saw('connection.update', (update) => update.connection === 'open');
  await expect(upload()).resolves.toMatchObject({ key: { fromMe: true } });
});
