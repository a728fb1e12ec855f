import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025550131';
let sandbox: TestSandbox;
let client: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
  client = await sandbox.provisionClient();
});
afterAll(() => sandbox.stop());

const lastSeq = async (): Promise<number> => (await sandbox.ledger()).at(-1)?.seq ?? 0;
const since = async (seq: number) => (await sandbox.ledger()).filter((entry) => entry.seq > seq);

it('tells of a connection: that it came, whose it is, and with which code it ended', async () => {
  const before = await lastSeq();
  const own = await sandbox.provisionClient();
  await sandbox.addFault({ match: { account: own.phone }, action: 'close', times: 1, code: 503 });
  const entries = await since(before);
  const { connection } = entries[0] ?? {};
  expect(entries).toMatchObject([
    { kind: 'connect', account: null, connection },
    { kind: 'login', account: own.phone, connection },
    { kind: 'close', account: own.phone, connection, code: 503 },
  ]);
});

it('tells of each frame of a message, and whether its id had come before', async () => {
  const before = await lastSeq();
  const jid = `${contact}@s.whatsapp.net`;
  const sent = await client.socket().sendMessage(jid, { text: 'Once' });
  const id = sent?.key.id ?? '';
  await client.reached(id, 4);
  await client.socket().sendMessage(jid, { text: 'Once' }, { messageId: id });
  const barrier = await client.socket().sendMessage(jid, { text: 'Another' });
  await client.reached(barrier?.key.id, 4);
  const messages = (await since(before)).filter(({ kind }) => kind === 'message');
  const common = { account: client.phone, to: contact };
  expect(messages).toMatchObject([
    { ...common, id, duplicate: false },
    { ...common, id, duplicate: true },
    { ...common, id: barrier?.key.id, duplicate: false },
  ]);
});

it('tells of receipts both ways: sent by the client, and handed to it', async () => {
  const before = await lastSeq();
  const sent = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, { text: 'Read me' });
  await client.reached(sent?.key.id, 4);
  const id = await sandbox.sendFrom(contact, { to: client.phone, text: 'Read me too' });
  await client.saw('messages.upsert', ({ messages }) => messages.some(({ key }) => key.id === id));
  await client.socket().onWhatsApp(contact);
  const receipts = (await since(before)).filter(({ kind }) => kind === 'receipt');
  const handed = receipts.filter(({ to }) => to === undefined);
  expect(handed.map((entry) => entry.id)).toEqual([sent?.key.id, sent?.key.id]);
  expect(receipts.filter(({ to }) => to !== undefined)).toMatchObject([{ account: client.phone, id, to: contact }]);
});

describe('since', () => {
  it('leaves out what is known already', async () => {
    const all = await sandbox.ledger();
    const third = all[2]?.seq ?? 0;
    expect(await sandbox.call('GET', `/ledger?since=${third}`)).toEqual(all.slice(3));
    expect(await sandbox.call('GET', `/ledger?since=${all.at(-1)?.seq}`)).toEqual([]);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  });

  it('is a whole number', async () => {
    await expect(sandbox.call('GET', '/ledger?since=yesterday')).rejects.toThrow('400');
  });
});
