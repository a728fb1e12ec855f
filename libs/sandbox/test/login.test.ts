import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryVault, parseVault } from './memory-vault.ts';
import { stanzaOf } from './stanza-of.ts';
import { codeOfClose } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());

it('refuses a device nobody has linked, and another’s Noise key', async () => {
  const { phone } = await sandbox.createPhone();
  const { creds } = parseVault(await sandbox.call('POST', `/phones/${phone}/provision`));
  const { noiseKey } = createMemoryVault().creds;
  const stranger = createMemoryVault({ ...creds, noiseKey });
  const unknown = createMemoryVault({ ...creds, me: { id: `${phone}:7@s.whatsapp.net`, name: 'x' } });
  const nobody = createMemoryVault({ ...creds, me: { id: '12025550998:1@s.whatsapp.net', name: 'x' } });
  for (const vault of [stranger, unknown, nobody]) expect(await codeOfClose(sandbox.openClient({ vault }))).toBe(401);
});

it('logs in no client that asked for a code and lost its connection before it was linked', async () => {
  const { phone } = await sandbox.createPhone();
  const client = sandbox.openClient();
  await client.saw('connection.update', (update) => update.qr !== undefined);
  await client.socket().requestPairingCode(phone);
  client.end();
  await codeOfClose(client);
  client.forget();
  client.connect();
  expect(await codeOfClose(client)).toBe(401);
});

it('gives the newest connection of a device the place of the one before', async () => {
  const first = await sandbox.provisionClient();
  const second = sandbox.openClient({ vault: first.vault });
  await second.saw('connection.update', (update) => update.connection === 'open');
  expect(await codeOfClose(first)).toBe(440);
  expect(await sandbox.call('GET', `/phones/${first.phone}`)).toMatchObject({
    devices: [{ id: 1, connected: true }],
    connections: 1,
  });
});

it('says who the client is, and takes the name that it says', async () => {
  const { phone, lid } = await sandbox.createPhone();
  const vault = parseVault(await sandbox.call('POST', `/phones/${phone}/provision`));
  const client = sandbox.openClient({ vault, pushName: 'Ada Example' });
  const { attrs } = await stanzaOf(client, 'CB:success');
  expect(attrs).toMatchObject({ lid: `${lid}:1@lid`, display_name: 'Ada Example' });
  const seconds = Date.now() / 1000;
  expect(Math.abs(Number(attrs['t']) - seconds)).toBeLessThan(10);
});

it('tells a client which properties hold, and the same ones when it is back', async () => {
  const client = await sandbox.provisionClient();
  await client.saw('creds.update', (update) => update.lastPropHash !== undefined);
  const { lastPropHash } = client.vault.creds;
  client.end();
  await codeOfClose(client);
  client.forget();
  client.connect();
  await client.saw('connection.update', (update) => update.connection === 'open');
  expect(client.vault.creds.lastPropHash).toBe(lastPropHash);
});
