import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025551150';
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
});
afterAll(() => sandbox.stop());

it('shows a contact the text that a client linked by QR sends, and tells the client when it is read', async () => {
  const client = await sandbox.linkClient();
  const sent = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, { text: 'Good morning' });
  await client.reached(sent?.key.id, 4);
  expect(await sandbox.seenBy(contact)).toMatchObject([
    { id: sent?.key.id, from: client.phone, type: 'text', text: 'Good morning', frames: 1 },
  ]);
});

it('brings a client what a contact writes', async () => {
  const client = await sandbox.linkClient();
  await sandbox.sendFrom(contact, { to: client.phone, text: 'Good evening' });
  const { messages, type } = await client.saw('messages.upsert', (upsert) =>
    upsert.messages.some(({ message }) => message?.conversation === 'Good evening'),
  );
  expect(type).toBe('notify');
  expect(messages).toMatchObject([{ key: { remoteJid: `${contact}@s.whatsapp.net`, fromMe: false } }]);
});
