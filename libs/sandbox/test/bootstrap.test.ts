import { proto } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());

it('tells a new device the key of its account and its history at once', async () => {
  const client = await sandbox.linkClient();
  await client.saw('messaging-history.set', ({ isLatest }) => isLatest === true);
  await client.saw('creds.update', ({ accountSyncCounter }) => accountSyncCounter === 1);
  expect(client.vault.creds.myAppStateKeyId).toEqual(expect.any(String));
});

it('gives every device of an account the same key', async () => {
  const first = await sandbox.linkClient();
  const second = await sandbox.linkClient({ phone: first.phone });
  for (const client of [first, second])
    await client.saw('creds.update', ({ accountSyncCounter }) => accountSyncCounter === 1);
  expect(second.vault.creds.myAppStateKeyId).toBe(first.vault.creds.myAppStateKeyId);
});

it('tells it all again at the next login where the connection broke before the device had all of it', async () => {
  const { phone } = await sandbox.createPhone();
  await sandbox.addFault({
    match: { account: phone, stanza: 'receipt' },
    action: 'close',
    code: 428,
    times: 1,
  });
  const client = await sandbox.linkClient({ phone });
  await client.saw('connection.update', ({ connection }) => connection === 'close');
  client.forget();
  client.connect();
  await client.saw('creds.update', ({ accountSyncCounter }) => accountSyncCounter === 1);
  const { syncType } = await client.saw('messaging-history.set');
  expect(syncType).toBe(proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP);
});

it('never tells it again to a device that had all of it', async () => {
  const client = await sandbox.linkClient();
  await client.saw('messaging-history.set');
  await client.saw('creds.update', ({ accountSyncCounter }) => accountSyncCounter === 1);
  client.end();
  await client.saw('connection.update', ({ connection }) => connection === 'close');
  client.forget();
  client.connect();
  await client.saw('connection.update', ({ receivedPendingNotifications }) => receivedPendingNotifications === true);
  await sandbox.createContact({ phone: '12025550251' });
  await sandbox.call('POST', '/contacts/12025550251/messages', { to: client.phone, text: 'After all' });
  await client.saw('messages.upsert');
  expect(client.all('messaging-history.set')).toEqual([]);
});
