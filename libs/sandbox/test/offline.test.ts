import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Heard, stanzaOf, toHeard } from './stanza-of.ts';
import { codeOfClose, sawMessage, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025557161';
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
});
afterAll(() => sandbox.stop());

const leave = async (client: TestClient): Promise<void> => {
  client.end();
  await codeOfClose(client);
  client.forget();
};
/** Connects again and waits until everything that waited was handed over; answers how much that was. */
const comeBack = async (client: TestClient): Promise<number> => {
  client.connect();
  const over = await stanzaOf(client, 'CB:ib,,offline');
  return Number(over.child('offline')?.attrs['count']);
};
const write = async (to: string, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let index = 0; index < count; index++)
    ids.push(await sandbox.sendFrom(contact, { to, text: `number ${index}` }));
  return ids;
};
const upsertsOf = (client: TestClient): { id: string; type: string }[] =>
  client
    .all('messages.upsert')
    .flatMap(({ messages, type }) => messages.map(({ key }) => ({ id: key.id ?? '', type })));
/** Every stanza that comes from now on, over the connection of the moment. */
const listen = (client: TestClient, name: string): Heard[] => {
  const heard: Heard[] = [];
  client.socket().ws.on(name, (stanza: unknown) => void heard.push(toHeard(stanza)));
  return heard;
};

it('keeps what comes while a device is away, in order, and forgets what the device has', async () => {
  const client = await sandbox.provisionClient();
  await leave(client);
  const ids = await write(client.phone, 3);
  expect(await comeBack(client)).toBe(3);
  await sawMessage(client, ids.at(-1));
  const [live = ''] = await write(client.phone, 1);
  await sawMessage(client, live);
  expect(upsertsOf(client)).toEqual([...ids.map((id) => ({ id, type: 'append' })), { id: live, type: 'notify' }]);
  await leave(client);
  expect(await comeBack(client)).toBe(0);
});

it('hands over in the batches that the client asks for, and what comes meanwhile after them', async () => {
  const client = await sandbox.provisionClient();
  await leave(client);
  const ids = await write(client.phone, 130);
  client.connect();
  const previews = listen(client, 'CB:ib,,offline_preview');
  const messages = listen(client, 'CB:message');
  const over = stanzaOf(client, 'CB:ib,,offline');
  await stanzaOf(client, 'CB:message');
  const meanwhile = await write(client.phone, 5);
  const count = Number((await over).child('offline')?.attrs['count']);
  for (const id of [...ids, ...meanwhile]) await sawMessage(client, id);
  expect(previews.map((preview) => preview.child('offline_preview')?.attrs['count']).slice(0, 2)).toEqual([
    '130',
    expect.any(String),
  ]);
  expect(previews).toHaveLength(2);
  expect(messages.map(({ id }) => id)).toEqual([...ids, ...meanwhile]);
  expect(messages.slice(0, count).map(({ attrs }) => attrs['offline'])).toEqual(
    Array.from({ length: count }, (_, index) => String(index)),
  );
  // Baileys works on what waited bit by bit, beside what comes live; each it does in order, and each once.
  const shown = upsertsOf(client);
  expect(shown).toHaveLength(ids.length + meanwhile.length);
  const waited = messages.slice(0, count).map(({ id }) => id);
  expect(shown.filter(({ type }) => type === 'append').map(({ id }) => id)).toEqual(waited);
});

it('brings again what a client had but never said that it had', async () => {
  const client = await sandbox.provisionClient();
  client.socket().ws.removeAllListeners('CB:message');
  const heard = stanzaOf(client, 'CB:message');
  const [id = ''] = await write(client.phone, 1);
  expect((await heard).id).toBe(id);
  await leave(client);
  expect(await comeBack(client)).toBe(1);
  await sawMessage(client, id);
  expect(upsertsOf(client)).toEqual([{ id, type: 'append' }]);
});

it('keeps receipts and notifications too', async () => {
  const [author, reader] = [await sandbox.provisionClient(), await sandbox.provisionClient()];
  await sandbox.call('POST', `/phones/${author.phone}/provision`);
  await leave(reader);
  const sent = await author.socket().sendMessage(`${reader.phone}@s.whatsapp.net`, { text: 'while you are away' });
  await author.reached(sent?.key.id, 2);
  await leave(author);
  await comeBack(reader);
  await sawMessage(reader, sent?.key.id ?? '');
  await sandbox.call('POST', `/phones/${author.phone}/unlink`, { device: 2 });
  author.connect();
  const [receipts, notifications] = [listen(author, 'CB:receipt'), listen(author, 'CB:notification')];
  await author.reached(sent?.key.id, 3);
  await author.saw('connection.update', (update) => update.receivedPendingNotifications === true);
  expect(receipts.map(({ id, attrs }) => ({ id, waited: attrs['offline'] !== undefined }))).toContainEqual({
    id: sent?.key.id,
    waited: true,
  });
  expect(notifications.map(({ attrs }) => [attrs['type'], attrs['offline'] !== undefined])).toContainEqual([
    'devices',
    true,
  ]);
});
