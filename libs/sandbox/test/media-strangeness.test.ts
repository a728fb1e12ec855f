import { randomBytes } from 'node:crypto';
import type { proto } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025570150';
let sandbox: TestSandbox;
let client: TestClient & { phone: string };
/** What this client says wrongly of the next image it sends. */
let lie: proto.Message.IImageMessage = {};

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
  client = await sandbox.linkClient({
    patchMessageBeforeSending: (message) => ({
      ...message,
      ...(message.imageMessage && { imageMessage: { ...message.imageMessage, ...lie } }),
    }),
  });
});
afterAll(() => sandbox.stop({ isStrangenessMeant: true }));

const lies: { what: string; said: proto.Message.IImageMessage; complaint: string }[] = [
  { what: 'the hash of its bytes', said: { fileSha256: randomBytes(32) }, complaint: 'fileSha256' },
  { what: 'the hash of its ciphertext', said: { fileEncSha256: randomBytes(32) }, complaint: 'fileEncSha256' },
  { what: 'its length', said: { fileLength: 999 }, complaint: 'fileLength' },
  { what: 'its key', said: { mediaKey: randomBytes(32) }, complaint: 'not encrypted with this media key' },
  { what: 'where it is', said: { directPath: '/v/nowhere' }, complaint: 'there is no image where' },
];

it.each(lies)('finds it strange when a client is wrong about $what', async ({ said, complaint }) => {
  lie = said;
  const sent = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, { image: randomBytes(1000) });
  await client.reached(sent?.key.id, 3);
  const entry = (await sandbox.seenBy(contact)).find(({ id }) => id === sent?.key.id);
  expect(entry).toMatchObject({ type: 'image', mediaError: expect.stringContaining(complaint) });
  expect(entry).not.toHaveProperty('media');
  expect((await sandbox.strangeness()).some(({ what }) => what.includes(complaint))).toBe(true);
});
