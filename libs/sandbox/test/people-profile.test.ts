import { get } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { type Contact, USyncQuery, USyncUser } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { sawMessage, type TestClient } from './test-client.ts';
import { trusting } from './trusting.ts';
import { codeOf } from './refusal-of.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const anna = '12025551151';
const absent = '12025551103';
const pn = (phone: string): string => `${phone}@s.whatsapp.net`;

let sandbox: TestSandbox;
let client: TestClient & { phone: string };
let second: TestClient & { phone: string };
let other: TestClient & { phone: string };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: anna, name: 'Anna' });
  await sandbox.createContact({ phone: absent, onWhatsApp: false });
  client = await sandbox.linkClient();
  [second, other] = await Promise.all([sandbox.linkClient({ phone: client.phone }), sandbox.linkClient()]);
});
afterAll(() => sandbox.stop());

/** A picture of one colour, as a client makes it out of any image. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Waits until something has come to the client after everything that came before. */
const answers = async (phone: string): Promise<void> => {
  const text = `I am ${phone}`;
  if (phone === anna) await sandbox.sendFrom(phone, { to: other.phone, text });
  else await client.socket().sendMessage(pn(other.phone), { text });
  await other.saw('messages.upsert', (upsert) =>
    upsert.messages.some(({ message }) => (message?.conversation ?? message?.extendedTextMessage?.text) === text),
  );
};
const fetchMedia = (url: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    get(url, { agent: trusting(sandbox.network).fetchAgent }, (response) => {
      buffer(response).then(resolve, reject);
    }).on('error', reject);
  });

it('tells of each number whether it is on WhatsApp', async () => {
  expect(await client.socket().onWhatsApp(anna, absent, '12025559999', pn(other.phone))).toEqual([
    { jid: pn(anna), exists: true },
    { jid: pn(other.phone), exists: true },
  ]);
});

it('answers everything that can be asked of people at once, for each of several', async () => {
  const query = new USyncQuery()
    .withContactProtocol()
    .withDeviceProtocol()
    .withLIDProtocol()
    .withStatusProtocol()
    .withDisappearingModeProtocol()
    .withUsernameProtocol()
    .withUser(new USyncUser().withPhone(`+${client.phone}`))
    .withUser(new USyncUser().withPhone(`+${absent}`));
  const answer = await other.socket().executeUSyncQuery(query);
  expect(answer?.list[0]).toMatchObject({
    id: pn(client.phone),
    contact: true,
    devices: { deviceList: [{ id: 0 }, { id: 1 }, { id: 2 }] },
    lid: expect.stringMatching(/^\d+@lid$/u),
    status: { status: 'Hey there! I am using WhatsApp.' },
    disappearing_mode: { duration: 0 },
  });
  expect(answer?.list.slice(1)).toEqual([{ id: pn(absent), contact: false }]);
});

it('knows nobody by a name, nor any bot', async () => {
  const named = new USyncQuery().withContactProtocol().withUser(new USyncUser().withUsername('anna'));
  expect((await client.socket().executeUSyncQuery(named))?.list).toEqual([]);
  const bot = new USyncQuery().withBotProfileProtocol().withUser(new USyncUser().withId(pn(anna)).withPersonaId('1'));
  expect((await client.socket().executeUSyncQuery(bot))?.list).toEqual([{ id: pn(anna) }]);
});

it('tells no devices of a number that is not on WhatsApp', async () => {
  const devices = await client.socket().getUSyncDevices([pn(absent), pn('12025559999')], false, false);
  expect(devices).toEqual([]);
});

it('tells what people say about themselves, and after how long their chats disappear', async () => {
  await other.socket().updateProfileStatus('At sea');
  await other.socket().updateDefaultDisappearingMode(604_800);
  expect(await client.socket().fetchStatus(pn(other.phone), pn(anna), pn(absent))).toMatchObject([
    { id: pn(other.phone), status: { status: 'At sea' } },
    { id: pn(anna), status: { status: 'Hey there! I am using WhatsApp.' } },
    { id: pn(absent) },
  ]);
  expect(await client.socket().fetchDisappearingDuration(pn(other.phone))).toMatchObject([
    { disappearing_mode: { duration: 604_800 } },
  ]);
});

it('tells the other devices of an account of its new disappearing mode', async () => {
  await client.socket().updateDefaultDisappearingMode(86_400);
  const told = await second.saw(
    'creds.update',
    ({ accountSettings }) => accountSettings?.defaultDisappearingMode?.ephemeralExpiration === 86_400,
  );
  expect(told.accountSettings?.defaultDisappearingMode?.ephemeralSettingTimestamp).toBeGreaterThan(0);
});

it('shows a picture to others, in full, until it is taken away', async () => {
  expect(await codeOf(client.socket().profilePictureUrl(pn(other.phone)))).toBe(404);
  await other.socket().updateProfilePicture(pn(other.phone), pixel);
  const url = (await client.socket().profilePictureUrl(pn(other.phone), 'image')) ?? '';
  expect(url).toContain(sandbox.network.mediaUrl);
  const bytes = await fetchMedia(url);
  // Clients make JPEGs out of whatever they are given.
  expect(bytes.subarray(0, 2).toString('hex')).toBe('ffd8');
  await other.socket().removeProfilePicture(pn(other.phone));
  expect(await codeOf(client.socket().profilePictureUrl(pn(other.phone)))).toBe(404);
});

it('shows the picture of a group to its members alone, and tells them that it is new', async () => {
  const { id } = await client.socket().groupCreate('Pictures', [pn(anna)]);
  await client.socket().updateProfilePicture(id, pixel);
  await second.saw('contacts.update', (contacts) => contacts.some((it) => it.id === id && it.imgUrl === 'changed'));
  expect(await client.socket().profilePictureUrl(id)).toContain(sandbox.network.mediaUrl);
  expect(await codeOf(other.socket().profilePictureUrl(id))).toBe(403);
});

it('keeps what an account shows of itself, and to whom', async () => {
  const socket = other.socket();
  expect(await socket.fetchPrivacySettings()).toMatchObject({ readreceipts: 'all', last: 'all', groupadd: 'all' });
  await socket.updateLastSeenPrivacy('contacts');
  await socket.updateOnlinePrivacy('match_last_seen');
  await socket.updateProfilePicturePrivacy('none');
  await socket.updateStatusPrivacy('none');
  await socket.updateReadReceiptsPrivacy('none');
  await socket.updateGroupsAddPrivacy('contact_blacklist');
  await socket.updateCallPrivacy('known');
  await socket.updateMessagesPrivacy('contacts');
  expect(await socket.fetchPrivacySettings(true)).toEqual({
    last: 'contacts',
    online: 'match_last_seen',
    profile: 'none',
    status: 'none',
    readreceipts: 'none',
    groupadd: 'contact_blacklist',
    calladd: 'known',
    messages: 'contacts',
  });
  expect(await codeOf(client.socket().profilePictureUrl(pn(other.phone)))).toBe(401);
  expect(await client.socket().fetchStatus(pn(other.phone))).toMatchObject([{ status: { status: '' } }]);
  // Nobody is a value of this setting.
  const asked = socket.query({
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'privacy' },
    content: [{ tag: 'privacy', attrs: {}, content: [{ tag: 'category', attrs: { name: 'online', value: 'none' } }] }],
  });
  expect(await codeOf(asked)).toBe(400);
});

it('invites personally whoever lets itself be added to groups by its contacts alone', async () => {
  await other.socket().updateGroupsAddPrivacy('contacts');
  const { id, participants } = await client.socket().groupCreate('By invitation', [pn(anna)]);
  expect(participants).toHaveLength(2);
  const [refused] = await client.socket().groupParticipantsUpdate(id, [pn(other.phone)], 'add');
  expect(refused?.status).toBe('403');
  const request = z
    .object({ content: z.array(z.object({ attrs: z.object({ code: z.string(), expiration: z.string() }) })) })
    .parse(refused?.content).content[0]?.attrs;
  if (request === undefined) throw new Error('no invitation came');
  const invitation = { groupJid: id, inviteCode: request.code, inviteExpiration: Number(request.expiration) };
  expect(
    await codeOf(other.socket().groupAcceptInviteV4(pn(client.phone), { ...invitation, inviteCode: 'wrong' })),
  ).toBe(406);
  expect(await other.socket().groupAcceptInviteV4(pn(client.phone), invitation)).toBe(id);
  expect((await other.socket().groupMetadata(id)).size).toBe(3);
});

it('says nothing of reading to whoever does not want such things told, nor of it', async () => {
  // The contact reads at once; the client reads, and says so.
  const sent = await Promise.all(
    [anna, client.phone].map((phone) => other.socket().sendMessage(pn(phone), { text: 'Did you read this?' })),
  );
  for (const message of sent) await other.reached(message?.key.id, 3);
  const { messages } = await client.saw('messages.upsert', (upsert) =>
    upsert.messages.some(({ key }) => key.id === sent[1]?.key.id),
  );
  await client.socket().readMessages(messages.map(({ key }) => key));
  for (const phone of [anna, client.phone]) await answers(phone);
  const read = other
    .all('messages.update')
    .flat()
    .filter(({ update }) => (update.status ?? 0) >= 4);
  expect(read).toEqual([]);
});

it('brings nothing from somebody who is blocked, and tells the other devices', async () => {
  await sawMessage(client, await sandbox.sendFrom(anna, { to: client.phone, text: 'Before' }));
  await client.socket().updateBlockStatus(pn(anna), 'block');
  const { lid } = z.object({ lid: z.string() }).parse(await sandbox.call('GET', `/contacts/${anna}`));
  expect(await client.socket().fetchBlocklist()).toEqual([`${lid}@lid`]);
  await second.saw('blocklist.update', ({ type }) => type === 'add');
  await sandbox.sendFrom(anna, { to: client.phone, text: 'Blocked' });
  await client.socket().updateBlockStatus(pn(anna), 'unblock');
  await second.saw('blocklist.update', ({ type }) => type === 'remove');
  await sawMessage(client, await sandbox.sendFrom(anna, { to: client.phone, text: 'After' }));
  const texts = client
    .all('messages.upsert')
    .flatMap(({ messages }) => messages.map(({ message }) => message?.conversation));
  expect(texts).not.toContain('Blocked');
});

it('tells those who know somebody of a new picture', async () => {
  await client.socket().updateProfilePicture(pn(client.phone), pixel);
  const isNews = ({ id, imgUrl }: Partial<Contact>): boolean => id === pn(client.phone) && imgUrl === 'changed';
  const told = await other.saw('contacts.update', (contacts) => contacts.some(isNews));
  expect(told.filter(isNews)).toHaveLength(1);
});

it('gives whoever is written to a token of trust', async () => {
  const { phone } = client;
  const sent = await client.socket().sendMessage(pn(other.phone), { text: 'Trust me' });
  await client.reached(sent?.key.id, 3);
  const lid = (await other.socket().signalRepository.lidMapping.getLIDForPN(pn(phone))) ?? '';
  const kept = await other.vault.keys.get('tctoken', [lid]);
  expect(kept[lid]?.token).toHaveLength(16);
});

it('answers what else a client asks, truthfully', async () => {
  const socket = client.socket();
  expect(await socket.getBusinessProfile(pn(anna))).toBeUndefined();
  expect(await socket.getBotListV2()).toEqual([]);
  expect(await socket.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false });
  expect(await socket.fetchNewChatMessageCap()).toMatchObject({ used_quota: 0, capping_status: 'NONE' });
  await expect(socket.sendWAMBuffer(Buffer.from('WAM'))).resolves.toMatchObject({ attrs: { type: 'result' } });
  await socket.cleanDirtyBits('account_sync');
  await socket.rejectCall('CALL', pn(anna));
});
