import { proto } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const anna = '12025550262';
const chat = `${anna}@s.whatsapp.net`;
const lastMessages = [{ key: { remoteJid: chat, fromMe: false, id: 'LAST' }, messageTimestamp: 1_777_000_000 }];
type Linked = TestClient & { phone: string };
let sandbox: TestSandbox;
let one: Linked;
let two: Linked;

const ready = (client: TestClient) => client.saw('creds.update', ({ accountSyncCounter }) => accountSyncCounter === 1);
/** What the phone itself knows of the chat with Anna. */
const onPhone = async (phone: string): Promise<unknown> => {
  const chats = await sandbox.call('GET', `/phones/${phone}/chats`);
  return Array.isArray(chats) ? chats.find((listed) => listed.chat === anna) : undefined;
};

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: anna, name: 'Anna' });
  one = await sandbox.linkClient();
  two = await sandbox.linkClient({ phone: one.phone });
  await Promise.all([one, two].map(ready));
});
afterAll(() => sandbox.stop());

it('lets a device archive, mute, pin and mark a chat; the phone and the other devices follow', async () => {
  const { chatModify } = one.socket();
  await chatModify({ archive: true, lastMessages }, chat);
  await chatModify({ mute: 1_900_000_000_000 }, chat);
  await chatModify({ pin: true }, chat);
  await chatModify({ markRead: false, lastMessages }, chat);
  await chatModify({ star: { messages: [{ id: 'LAST', fromMe: false }], star: true } }, chat);
  await two.saw('chats.update', (updates) => updates.some(({ id, archived }) => id === chat && archived === true));
  await two.saw('chats.update', (updates) =>
    updates.some(({ muteEndTime }) => Number(muteEndTime) === 1_900_000_000_000),
  );
  await two.saw('chats.update', (updates) => updates.some(({ pinned }) => typeof pinned === 'number'));
  await two.saw('chats.update', (updates) => updates.some(({ unreadCount }) => unreadCount === -1));
  await two.saw('messages.update', (updates) => updates.some(({ key, update }) => key.id === 'LAST' && update.starred));
  expect(await onPhone(one.phone)).toMatchObject({
    archived: true,
    mutedUntil: 1_900_000_000_000,
    pinnedAt: expect.any(Number),
    isMarkedUnread: true,
    starred: ['LAST'],
  });
});

it('takes back what was set', async () => {
  await two.socket().chatModify({ archive: false, lastMessages }, chat);
  await one.saw('chats.update', (updates) => updates.some(({ id, archived }) => id === chat && archived === false));
  expect(await onPhone(one.phone)).toMatchObject({ archived: false });
});

it('brings the devices what the person arranges on the phone', async () => {
  one.forget();
  await sandbox.call('PATCH', `/phones/${one.phone}/chats/${anna}`, { archived: true, name: 'Anna from next door' });
  for (const client of [one, two])
    await client.saw('chats.update', (updates) => updates.some(({ archived }) => archived === true));
  await one.saw('contacts.upsert', (contacts) => contacts.some(({ name }) => name === 'Anna from next door'));
  // A device may build upon what the phone wrote.
  await one.socket().chatModify({ archive: false, lastMessages }, chat);
  expect(await onPhone(one.phone)).toMatchObject({ archived: false, name: 'Anna from next door' });
});

it('brings a device that was away what changed meanwhile', async () => {
  two.end();
  await two.saw('connection.update', ({ connection }) => connection === 'close');
  two.forget();
  await one.socket().chatModify({ pin: false }, chat);
  two.connect();
  await two.saw('chats.update', (updates) => updates.some(({ id, pinned }) => id === chat && pinned === null));
  expect(two.all('messaging-history.set')).toEqual([]);
});

it('makes a name known to every device and to those who get messages', async () => {
  await one.socket().updateProfileName('Zoe');
  await two.saw('creds.update', ({ me }) => me?.name === 'Zoe');
  const other = await sandbox.linkClient();
  await sandbox.call('POST', `/phones/${one.phone}/send`, { to: other.phone, text: 'It is me' });
  const { messages } = await other.saw('messages.upsert', ({ messages }) => messages.some(({ pushName }) => pushName));
  expect(messages[0]?.pushName).toBe('Zoe');
  await sandbox.call('PATCH', `/phones/${one.phone}`, { name: 'Zoe Q.' });
  await one.saw('creds.update', ({ me }) => me?.name === 'Zoe Q.');
});

type Ask = { name: string; version: number; patch?: Uint8Array; wantsSnapshot?: boolean };
const ask = (client: TestClient, { name, version, patch, wantsSnapshot = false }: Ask) =>
  client.socket().query({
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'w:sync:app:state' },
    content: [
      {
        tag: 'sync',
        attrs: {},
        content: [
          {
            tag: 'collection',
            attrs: { name, version: String(version), return_snapshot: String(wantsSnapshot) },
            content: patch === undefined ? [] : [{ tag: 'patch', attrs: {}, content: patch }],
          },
        ],
      },
    ],
  });

it('tells a device that writes upon an old version of the conflict, and what it has missed', async () => {
  const answer = await ask(one, { name: 'regular_high', version: 0, patch: proto.SyncdPatch.encode({}).finish() });
  expect(answer).toMatchObject({
    content: [
      {
        tag: 'sync',
        content: [
          {
            tag: 'collection',
            attrs: { name: 'regular_high', type: 'error' },
            content: [
              { tag: 'error', attrs: { code: '409' } },
              { tag: 'patches', content: [{ tag: 'patch' }] },
            ],
          },
        ],
      },
    ],
  });
});

const collectionOf = (attrs: Record<string, string>, child: string) => ({
  content: [{ tag: 'sync', content: [{ tag: 'collection', attrs, content: [{ tag: child }] }] }],
});

it('tells many changes in several answers', async () => {
  const client = await sandbox.linkClient();
  await ready(client);
  await client.saw('creds.update', ({ myAppStateKeyId }) => myAppStateKeyId !== undefined);
  client.end();
  await client.saw('connection.update', ({ connection }) => connection === 'close');
  for (let hour = 1; hour <= 45; hour += 1)
    await sandbox.call('PATCH', `/phones/${client.phone}/chats/${anna}`, {
      mutedUntil: new Date(Date.UTC(2030, 0, 1, hour)).toISOString(),
    });
  client.forget();
  client.connect();
  await client.saw('chats.update', (updates) =>
    updates.some(({ muteEndTime }) => Number(muteEndTime) === Date.UTC(2030, 0, 1, 45)),
  );
  const inParts = await ask(client, { name: 'regular_high', version: 0 });
  expect(inParts).toMatchObject(collectionOf({ has_more_patches: 'true', version: '45' }, 'patches'));
  // And a device that has nothing yet gets all of it at once.
  const atOnce = await ask(client, { name: 'regular_high', version: 0, wantsSnapshot: true });
  expect(atOnce).toMatchObject(collectionOf({ version: '45' }, 'snapshot'));
  const fresh = await sandbox.linkClient({ phone: client.phone });
  await ready(fresh);
  const { regular_high: state } = await fresh.vault.keys.get('app-state-sync-version', ['regular_high']);
  expect(state?.version).toBe(45);
  expect(Object.keys(state?.indexValueMap ?? {})).toHaveLength(1);
  await fresh.socket().chatModify({ mute: null }, chat);
  expect(await onPhone(client.phone)).toMatchObject({ mutedUntil: null });
});

it('tells everything anew to a device that has missed more than anybody remembers', async () => {
  const client = await sandbox.linkClient();
  await ready(client);
  await client.saw('creds.update', ({ myAppStateKeyId }) => myAppStateKeyId !== undefined);
  await sandbox.call('PATCH', `/phones/${client.phone}/chats/${anna}`, { archived: true });
  await client.saw('chats.update', (updates) => updates.some(({ archived }) => archived === true));
  client.end();
  await client.saw('connection.update', ({ connection }) => connection === 'close');
  for (let hour = 1; hour <= 120; hour += 1)
    await sandbox.call('PATCH', `/phones/${client.phone}/chats/${anna}`, {
      mutedUntil: new Date(Date.UTC(2030, 0, 1, hour)).toISOString(),
    });
  client.forget();
  client.connect();
  await client.saw('chats.update', (updates) =>
    updates.some(({ muteEndTime }) => Number(muteEndTime) === Date.UTC(2030, 0, 1, 120)),
  );
  expect(await ask(client, { name: 'regular_high', version: 1 })).toMatchObject(
    collectionOf({ version: '120' }, 'snapshot'),
  );
  expect(await ask(client, { name: 'regular_high', version: 20 })).toMatchObject(
    collectionOf({ version: '120' }, 'patches'),
  );
});

it('refuses changes where it is asked to', async () => {
  const client = await sandbox.linkClient();
  await ready(client);
  await sandbox.addFault({
    match: { account: client.phone, stanza: 'regular_low' },
    action: 'app-state-refused',
  });
  await client.socket().chatModify({ pin: true }, chat);
  expect(await onPhone(client.phone)).toBeUndefined();
  await sandbox.call('DELETE', '/faults');
});

it('refuses a patch that the key does not vouch for, and calls it strange', async () => {
  const strange = await startTestSandbox();
  const client = await strange.linkClient();
  await ready(client);
  const patch = proto.SyncdPatch.encode({ keyId: { id: Buffer.alloc(6) }, mutations: [] }).finish();
  expect(await ask(client, { name: 'regular_high', version: 0, patch })).toMatchObject({
    content: [{ content: [{ attrs: { type: 'error' }, content: [{ attrs: { code: '400' } }] }] }],
  });
  expect(await strange.strangeness()).toHaveLength(1);
  await strange.stop({ isStrangenessMeant: true });
});

it('gives a phone the name it is made with, which its devices have from the start', async () => {
  const { phone } = await sandbox.createPhone({ name: 'Yuri' });
  const client = await sandbox.linkClient({ phone });
  expect(client.vault.creds.me?.name).toBe('Yuri');
});
