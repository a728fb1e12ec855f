import { afterAll, beforeAll, expect, it } from 'vitest';
import { toHeard } from './stanza-of.ts';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const quiet = '12025551221';
const quick = '12025551222';
let sandbox: TestSandbox;
let client: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: quiet, receipts: 'manual' });
  await sandbox.createContact({ phone: quick });
  client = await sandbox.provisionClient();
});
afterAll(() => sandbox.stop());

const send = async (to: string): Promise<string> => {
  const sent = await client.socket().sendMessage(`${to}@s.whatsapp.net`, { text: 'Hello' });
  return sent?.key.id ?? '';
};
/** Whatever the client has said before has been taken in once this is answered. */
const roundTrip = (): Promise<unknown> =>
  client.socket().query({ tag: 'iq', attrs: { to: '@s.whatsapp.net', type: 'get', xmlns: 'w:p' } });
const statusOf = async (id: string): Promise<unknown> => {
  const all: unknown = await sandbox.call('GET', `/contacts/${quick}/messages?own=true`);
  return Array.isArray(all) ? all.find((entry: { id: string }) => entry.id === id)?.status : null;
};

it('delivers and reads by itself', async () => {
  const id = await send(quick);
  await client.reached(id, 4);
  expect(await sandbox.seenBy(quick)).toMatchObject([{ id, frames: 1 }]);
});

it('leaves receipts to whoever holds the telephone, where it is told to', async () => {
  const heard: (string | undefined)[] = [];
  client.socket().ws.on('CB:receipt', (stanza: unknown) => void heard.push(toHeard(stanza).attrs['type']));
  const id = await send(quiet);
  expect(await sandbox.seenBy(quiet)).toMatchObject([{ id }]);
  await sandbox.call('POST', `/contacts/${quiet}/receipts`, { id, type: 'delivered' });
  await client.reached(id, 3);
  await sandbox.call('POST', `/contacts/${quiet}/receipts`, { id, type: 'read' });
  await client.reached(id, 4);
  await sandbox.call('POST', `/contacts/${quiet}/receipts`, { id, type: 'played' });
  await client.reached(id, 5);
  expect(heard).toEqual([undefined, 'read', 'played']);
});

it('refuses a receipt for what never came, and of a kind that is not', async () => {
  const body = { id: 'nothing', type: 'read' };
  await expect(sandbox.call('POST', `/contacts/${quiet}/receipts`, body)).rejects.toThrow('404');
  await expect(sandbox.call('POST', `/contacts/${quiet}/receipts`, { ...body, type: 'eaten' })).rejects.toThrow('400');
});

it('brings the receipts of a client to whoever wrote, and keeps them in the ledger', async () => {
  const ids = [
    await sandbox.sendFrom(quick, { to: client.phone, text: 'One' }),
    await sandbox.sendFrom(quick, { to: client.phone, text: 'Two' }),
  ];
  for (const id of ids)
    await client.saw('messages.upsert', ({ messages }) => messages.some(({ key }) => key.id === id));
  await roundTrip();
  for (const id of ids) expect(await statusOf(id)).toBe('delivered');
  await client.socket().readMessages(ids.map((id) => ({ remoteJid: `${quick}@s.whatsapp.net`, id, fromMe: false })));
  await roundTrip();
  for (const id of ids) expect(await statusOf(id)).toBe('read');
  const receipts = (await sandbox.ledger()).filter(({ kind, id }) => kind === 'receipt' && id === ids[0]);
  expect(receipts.length).toBeGreaterThanOrEqual(2);
});

it('does not bring a client again what it has said it has', async () => {
  const id = await sandbox.sendFrom(quick, { to: client.phone, text: 'Once' });
  await client.saw('messages.upsert', ({ messages }) => messages.some(({ key }) => key.id === id));
  await roundTrip();
  client.end();
  client.forget();
  client.connect();
  await client.saw('connection.update', (update) => update.receivedPendingNotifications === true);
  expect(client.all('messages.upsert')).toEqual([]);
});
