import { afterAll, beforeAll, expect, it } from 'vitest';
import { sawMessage, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025557171';
let sandbox: TestSandbox;
let first: TestClient & { phone: string };
let second: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
  first = await sandbox.linkClient();
  second = await sandbox.linkClient({ phone: first.phone });
});
afterAll(() => sandbox.stop());

const say = async (client: TestClient, to: string, text: string): Promise<string> => {
  const sent = await client.socket().sendMessage(`${to}@s.whatsapp.net`, { text });
  return sent?.key.id ?? '';
};

/** Whether the telephone itself shows a message. */
const isOnPhone = async (id: string): Promise<boolean> =>
  JSON.stringify(await sandbox.call('GET', `/conversations/${first.phone}`)).includes(`"${id}"`);

it('brings what a contact writes to every device of a phone, and to the phone', async () => {
  const id = await sandbox.sendFrom(contact, { to: first.phone, text: 'to all of you' });
  for (const client of [first, second])
    expect(await sawMessage(client, id)).toMatchObject({
      key: { remoteJid: `${contact}@s.whatsapp.net`, fromMe: false },
      message: { conversation: 'to all of you' },
    });
  expect(await isOnPhone(id)).toBe(true);
});

it('shows what one device sends at the other, as its own, on the phone, and at the contact once', async () => {
  for (const [from, at] of [
    [first, second],
    [second, first],
  ] as const) {
    const id = await say(from, contact, 'from one of us');
    expect(await sawMessage(at, id)).toMatchObject({
      key: { remoteJid: `${contact}@s.whatsapp.net`, fromMe: true },
      message: { extendedTextMessage: { text: 'from one of us' } },
    });
    await from.reached(id, 4);
    expect(await isOnPhone(id)).toBe(true);
    expect((await sandbox.seenBy(contact)).filter((seen) => seen.id === id)).toMatchObject([{ frames: 1 }]);
  }
});

it('lets a device know of one that is linked after it, so that it writes to that one too', async () => {
  await say(first, contact, 'the list of devices is known now');
  const third = await sandbox.provisionClient({ phone: first.phone });
  const id = await say(first, contact, 'and there is another one');
  expect(await sawMessage(third, id)).toMatchObject({ key: { fromMe: true } });
});

it('lets the clients of two phones write to each other, with devices that come and go', async () => {
  const other = await sandbox.provisionClient();
  const there = await say(first, other.phone, 'hello over there');
  expect(await sawMessage(other, there)).toMatchObject({ key: { remoteJid: `${first.phone}@s.whatsapp.net` } });
  const back = await say(other, first.phone, 'hello back');
  for (const client of [first, second])
    expect(await sawMessage(client, back)).toMatchObject({
      key: { remoteJid: `${other.phone}@s.whatsapp.net`, fromMe: false },
    });
  await first.reached(there, 3);
  const late = await sandbox.provisionClient({ phone: other.phone });
  const again = await say(first, other.phone, 'hello to both');
  for (const client of [other, late]) expect(await sawMessage(client, again)).toMatchObject({ key: { fromMe: false } });
  await sandbox.call('POST', `/phones/${other.phone}/unlink`, { device: 1 });
  const last = await say(first, other.phone, 'hello to the one that is left');
  expect(await sawMessage(late, last)).toMatchObject({ key: { fromMe: false } });
});
