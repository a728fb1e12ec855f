import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Heard, toHeard } from './stanza-of.ts';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025551231';
let sandbox: TestSandbox;
let client: TestClient & { phone: string };
let byLid: string;
const byPhone = `${contact}@s.whatsapp.net`;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const { lid } = z
    .object({ lid: z.string() })
    .parse(await sandbox.call('POST', '/contacts', { phone: contact, name: 'Ada' }));
  byLid = `${lid}@lid`;
  client = await sandbox.provisionClient();
});
afterAll(() => sandbox.stop());

const sendTo = async (jid: string, text: string): Promise<string> => {
  const sent = await client.socket().sendMessage(jid, { text });
  return sent?.key.id ?? '';
};

it.each([
  ['its LID', () => byLid],
  ['its number', () => byPhone],
])('takes a message to %s, and tells of it by the same name', async (_name, jid) => {
  const receipts: Heard[] = [];
  client.socket().ws.on('CB:receipt', (stanza: unknown) => void receipts.push(toHeard(stanza)));
  const id = await sendTo(jid(), 'Hello');
  await client.reached(id, 4);
  expect(receipts.map((receipt) => [receipt.id, receipt.attrs['from'], receipt.attrs['type']])).toEqual([
    [id, jid(), undefined],
    [id, jid(), 'read'],
  ]);
  const seen = await sandbox.seenBy(contact);
  expect(seen.find((entry) => entry.id === id)).toMatchObject({ from: client.phone, text: 'Hello' });
});

it.each([
  ['lid', () => byLid, () => byPhone],
  ['pn', () => byPhone, () => byLid],
])('writes by %s, and tells the other name of the writer', async (addressing, jid, other) => {
  const id = await sandbox.sendFrom(contact, { to: client.phone, text: 'Hello', addressing });
  const { messages } = await client.saw('messages.upsert', (upsert) =>
    upsert.messages.some(({ key }) => key.id === id),
  );
  expect(messages[0]).toMatchObject({
    key: { remoteJid: jid(), remoteJidAlt: other(), addressingMode: addressing, fromMe: false },
    message: { conversation: 'Hello' },
  });
});

it('keeps one conversation, whichever name either of them uses', async () => {
  for (const addressing of ['lid', 'pn', 'lid']) {
    const written = await sandbox.sendFrom(contact, { to: client.phone, text: addressing, addressing });
    await client.saw('messages.upsert', ({ messages }) =>
      messages.some(({ key, message }) => key.id === written && message?.conversation === addressing),
    );
    const sent = await sendTo(addressing === 'lid' ? byPhone : byLid, 'And back');
    await client.reached(sent, 4);
  }
  const [user] = byLid.split('@');
  const kept = await client.vault.keys.get('session', [`${user}_1.0`, `${contact}.0`]);
  expect(Object.keys(kept)).toEqual([`${user}_1.0`]);
});

it('answers a reply by LID with what it quotes by LID', async () => {
  const id = await sendTo(byLid, 'Question');
  await client.reached(id, 4);
  const answer = await sandbox.sendFrom(contact, { to: client.phone, text: 'Answer', replyTo: id, addressing: 'lid' });
  const { messages } = await client.saw('messages.upsert', (upsert) =>
    upsert.messages.some(({ key }) => key.id === answer),
  );
  const me = client.socket().user?.lid?.replace(/:\d+/u, '');
  expect(messages[0]?.message?.extendedTextMessage?.contextInfo).toMatchObject({ stanzaId: id, participant: me });
});
