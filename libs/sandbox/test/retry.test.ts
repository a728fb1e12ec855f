import type { proto } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { toHeard } from './stanza-of.ts';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

let sandbox: TestSandbox;
let client: TestClient & { phone: string };
const sent = new Map<string, proto.IMessage>();
const contacts = new Map<string, unknown>();
const contactShape = z.object({ lid: z.string() });

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await sandbox.provisionClient({ getMessage: async ({ id }) => sent.get(id ?? '') });
});
afterAll(() => sandbox.stop());

let last = 12_025_551_240;
const newContact = async (): Promise<string> => {
  last += 1;
  const phone = String(last);
  contacts.set(phone, await sandbox.call('POST', '/contacts', { phone }));
  return phone;
};
const send = async (contact: string, text: string): Promise<string> => {
  const message = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, { text });
  const id = message?.key.id ?? '';
  if (message?.message) sent.set(id, message.message);
  return id;
};
const receivedBy = (by: TestClient, id: string): Promise<unknown> =>
  by.saw('messages.upsert', ({ messages }) => messages.some(({ key }) => key.id === id));
/** The ids that a client asks for again from now on. */
const retriesOf = (by: TestClient): string[] => {
  const asked: string[] = [];
  by.socket().ws.on('CB:ack,class:receipt', (stanza: unknown) => {
    const { id, attrs } = toHeard(stanza);
    if (attrs['type'] === 'retry') asked.push(id);
  });
  return asked;
};
const receivedText = (id: string, text: string): Promise<unknown> =>
  client.saw('messages.upsert', ({ messages }) =>
    messages.some(({ key, message }) => key.id === id && message?.conversation === text),
  );
/** What the client knows of its conversation with a contact's telephone. */
const conversationWith = async (contact: string): Promise<Record<string, Uint8Array>> => {
  const { lid } = contactShape.parse(contacts.get(contact));
  return client.vault.keys.get('session', [`${lid}_1.0`]);
};
/** Turns the ratchet of a conversation at both ends. */
const talk = async (contact: string): Promise<void> => {
  await client.reached(await send(contact, 'How are you?'), 4);
  await receivedText(await sandbox.sendFrom(contact, { to: client.phone, text: 'Fine' }), 'Fine');
};

it('sends again, in a new conversation, what a client cannot decrypt', async () => {
  const contact = await newContact();
  await talk(contact);
  // The client forgets what its keys have gone through since, as when it is restored from an old copy.
  const old = await conversationWith(contact);
  expect(Object.keys(old)).toHaveLength(1);
  await talk(contact);
  await talk(contact);
  await client.vault.keys.set({ session: old });
  const asked = retriesOf(client);
  const id = await sandbox.sendFrom(contact, { to: client.phone, text: 'Can you read this?' });
  await receivedText(id, 'Can you read this?');
  expect(asked).toEqual([id]);
  await talk(contact);
});

it('sends again each time a client asks, five times at most', async () => {
  const contact = await newContact();
  // Without a memory of conversations and of its one-time keys it cannot read even the first message of a new one.
  const lost = await sandbox.provisionClient({ retryRequestDelayMs: 0 });
  const { keys } = lost.vault;
  const get = keys.get;
  keys.get = async (kind, ids) => (kind === 'session' || kind === 'pre-key' ? {} : get(kind, ids));
  const asked = retriesOf(lost);
  await sandbox.sendFrom(contact, { to: lost.phone, text: 'Nobody reads this' });
  await expect.poll(() => asked, { timeout: 4000 }).toHaveLength(5);
});

it('has a client send again what a contact with a new telephone cannot decrypt, and shows it once', async () => {
  const contact = await newContact();
  await talk(contact);
  await sandbox.call('POST', `/contacts/${contact}/reinstall`, { isAnnounced: false });
  const id = await send(contact, 'Is that still you?');
  await client.reached(id, 4);
  const seen = await sandbox.seenBy(contact);
  expect(seen.filter((entry) => entry.id === id)).toMatchObject([{ text: 'Is that still you?', frames: 2 }]);
  expect(await sandbox.strangeness()).toEqual([]);
  await talk(contact);
});

it('tells clients of a new telephone, so that nothing need be sent again', async () => {
  const contact = await newContact();
  await talk(contact);
  const before = await conversationWith(contact);
  await sandbox.call('POST', `/contacts/${contact}/reinstall`);
  await expect.poll(() => conversationWith(contact)).not.toEqual(before);
  const id = await send(contact, 'Welcome back');
  await client.reached(id, 4);
  const seen = await sandbox.seenBy(contact);
  expect(seen.filter((entry) => entry.id === id)).toMatchObject([{ text: 'Welcome back', frames: 1 }]);
});

it('brings a client what a contact with a new telephone writes first', async () => {
  const contact = await newContact();
  await talk(contact);
  await sandbox.call('POST', `/contacts/${contact}/reinstall`);
  const asked = retriesOf(client);
  await receivedText(await sandbox.sendFrom(contact, { to: client.phone, text: 'My new phone' }), 'My new phone');
  expect(asked).toEqual([]);
});

it('asks one client again for what another cannot decrypt', async () => {
  const other = await sandbox.provisionClient();
  const jid = `${other.phone}@s.whatsapp.net`;
  const first = await client.socket().sendMessage(jid, { text: 'Hello' });
  await other.saw('messages.upsert', ({ messages }) => messages.some(({ key }) => key.id === first?.key.id));
  const { keys } = other.vault;
  const get = keys.get;
  let isAmnesiac = true;
  keys.get = async (kind, ids) => {
    if (kind !== 'session' || !isAmnesiac) return get(kind, ids);
    isAmnesiac = false;
    return {};
  };
  const id = await send(other.phone, 'Do you know me?');
  const told = await other.saw('messages.upsert', ({ messages }) =>
    messages.some(({ key, message }) => key.id === id && message?.extendedTextMessage?.text === 'Do you know me?'),
  );
  expect(told.messages).toHaveLength(1);
});

it('holds it strange when nobody sends again what a contact could not decrypt', async () => {
  const alone = await startTestSandbox();
  const contact = '12025551249';
  await alone.createContact({ phone: contact });
  const forgetful = await alone.provisionClient({ enableRecentMessageCache: false });
  const jid = `${contact}@s.whatsapp.net`;
  const first = await forgetful.socket().sendMessage(jid, { text: 'Hello' });
  await forgetful.reached(first?.key.id, 4);
  await receivedBy(forgetful, await alone.sendFrom(contact, { to: forgetful.phone, text: 'Hello' }));
  await alone.call('POST', `/contacts/${contact}/reinstall`, { isAnnounced: false });
  await forgetful.socket().sendMessage(jid, { text: 'Hello?' });
  await expect.poll(() => alone.strangeness()).toHaveLength(1);
  await alone.stop({ isStrangenessMeant: true });
});
