import { afterAll, beforeAll, expect, it } from 'vitest';
import { isSigned } from './is-signed.ts';
import { parseVault } from './memory-vault.ts';
import { sawMessage } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025557181';
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
});
afterAll(() => sandbox.stop());

it('hands out credentials with which a plain client logs in at once, sends and receives', async () => {
  const { phone, lid } = await sandbox.createPhone();
  expect(await sandbox.call('GET', `/phones/${phone}`)).toEqual({ phone, lid, devices: [], connections: 0 });
  const vault = parseVault(await sandbox.call('POST', `/phones/${phone}/provision`));
  expect(vault.creds).toMatchObject({ me: { id: `${phone}:1@s.whatsapp.net`, lid: `${lid}:1@lid` }, registered: true });
  expect(await sandbox.call('GET', `/phones/${phone}`)).toMatchObject({ devices: [{ id: 1, connected: false }] });
  const client = sandbox.openClient({ vault });
  await client.saw('connection.update', (update) => update.connection === 'open');
  expect(await sandbox.call('GET', `/phones/${phone}`)).toMatchObject({
    devices: [{ id: 1, connected: true }],
    connections: 1,
  });
  // It uploads no keys: those it came with are enough.
  expect(vault.creds.nextPreKeyId).toBe(31);
  const sent = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, { text: 'never linked by anybody' });
  await client.reached(sent?.key.id, 4);
  expect(await sandbox.seenBy(contact)).toMatchObject([{ id: sent?.key.id, from: phone }]);
  const id = await sandbox.sendFrom(contact, { to: phone, text: 'welcome' });
  expect(await sawMessage(client, id)).toMatchObject({ message: { conversation: 'welcome' } });
});

it('hands out what the devices of the account agree on, too', async () => {
  const client = await sandbox.provisionClient();
  const other = await sandbox.provisionClient({ phone: client.phone });
  const id = await sandbox.sendFrom(contact, { to: client.phone, text: 'to be archived' });
  const message = await sawMessage(client, id);
  if (message === undefined) throw new Error('a message that is none');
  const chat = `${contact}@s.whatsapp.net`;
  await client.socket().chatModify({ archive: true, lastMessages: [message] }, chat);
  const isTold = ({ id: of, archived }: { id?: string | null; archived?: boolean | null }): boolean =>
    of === chat && archived === true;
  expect((await other.saw('chats.update', (updates) => updates.some(isTold))).filter(isTold)).toHaveLength(1);
});

it('hands out all that a linked client keeps, signed by phone and device for each other', async () => {
  const { phone } = await sandbox.createPhone();
  const vault = parseVault(await sandbox.call('POST', `/phones/${phone}/provision`));
  const linked = await sandbox.linkClient();
  const { pairingCode: _code, lastPropHash: _hash, routingInfo: _routing, ...whole } = linked.vault.creds;
  for (const name of Object.keys(whole)) {
    if (name === 'additionalData' || name === 'myAppStateKeyId' || name === 'lastAccountSyncTimestamp') continue;
    expect(vault.creds).toHaveProperty(name);
  }
  const { account, signedIdentityKey } = vault.creds;
  const signed = [account?.details, signedIdentityKey.public];
  const ofPhone = [Buffer.from([6, 0]), ...signed];
  const ofDevice = [Buffer.from([6, 1]), ...signed, account?.accountSignatureKey];
  expect(isSigned(account?.accountSignatureKey, ofPhone, account?.accountSignature)).toBe(true);
  expect(isSigned(signedIdentityKey.public, ofDevice, account?.deviceSignature)).toBe(true);
});
