import { randomBytes } from 'node:crypto';
import { downloadMediaMessage, type WAMessage } from '@whiskeysockets/baileys';
import { createClient } from './test-client.ts';

// A process of its own with one client, which trusts what Node trusts and is told nothing of the sandbox's authority.
// It sends a document to a contact, gets one from it, and prints what came of each.

const [wsUrl = '', controlUrl = '', phone = '', contact = ''] = process.argv.slice(2);

const post = async (path: string, body: unknown): Promise<void> => {
  const answer = await fetch(new URL(path, controlUrl), { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
};
const outcomeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error)),
  );

const client = createClient({ wsUrl });
client.connect();
const { qr } = await client.saw('connection.update', (update) => update.qr !== undefined);
await post(`/phones/${phone}/scan`, { qr });
await client.saw('connection.update', (update) => update.receivedPendingNotifications === true);

const file = { mimetype: 'application/pdf', fileName: 'a.pdf' };
const upload = await outcomeOf(
  client.socket().sendMessage(`${contact}@s.whatsapp.net`, { document: randomBytes(1000), ...file }),
);

const media = { type: 'document', mimetype: 'application/pdf', base64: randomBytes(1000).toString('base64') };
await post(`/contacts/${contact}/messages`, { to: phone, media });
const hasDocument = ({ key, message }: WAMessage): boolean => key.fromMe !== true && Boolean(message?.documentMessage);
const { messages } = await client.saw('messages.upsert', (upsert) => upsert.messages.some(hasDocument));
const [received] = messages.filter(hasDocument);
if (received === undefined) throw new Error('it has just been seen');
const download = await outcomeOf(downloadMediaMessage(received, 'buffer', {}));

process.stdout.write(`\nOUTCOME ${JSON.stringify({ upload, download })}\n`, () => process.exit());
