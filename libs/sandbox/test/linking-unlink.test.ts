import { afterAll, beforeAll, expect, it } from 'vitest';
import { stanzaOf } from './stanza-of.ts';
import { codeOfClose, sawMessage, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025557151';
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
});
afterAll(() => sandbox.stop());

/** How a further attempt to log in ends. */
const codeOfReturn = async (client: TestClient): Promise<number | null> => {
  client.forget();
  client.connect();
  return codeOfClose(client);
};
const devicesOf = async (phone: string): Promise<unknown> => sandbox.call('GET', `/phones/${phone}`);

it('removes one device, and tells the others', async () => {
  const first = await sandbox.provisionClient();
  const { phone } = first;
  const second = await sandbox.provisionClient({ phone });
  const told = stanzaOf(second, 'CB:notification,type:devices,remove');
  expect(await sandbox.call('POST', `/phones/${phone}/unlink`, { device: 1 })).toEqual({ unlinked: [1] });
  expect(await codeOfClose(first)).toBe(401);
  expect((await told).childrenOf('remove').map(({ attrs }) => attrs['jid'])).toContain(`${phone}:1@s.whatsapp.net`);
  expect(await codeOfReturn(first)).toBe(401);
  expect(await devicesOf(phone)).toMatchObject({ devices: [{ id: 2, connected: true }], connections: 1 });
});

it('removes all devices, those that are away too', async () => {
  const client = await sandbox.provisionClient();
  const { phone } = client;
  await sandbox.call('POST', `/phones/${phone}/provision`);
  expect(await sandbox.call('POST', `/phones/${phone}/unlink`)).toEqual({ unlinked: [1, 2] });
  expect(await codeOfClose(client)).toBe(401);
  expect(await devicesOf(phone)).toMatchObject({ devices: [], connections: 0 });
  await expect(sandbox.call('POST', `/phones/${phone}/unlink`, { device: 1 })).rejects.toThrow(
    /404.*no linked device/u,
  );
});

it('lets a client log itself out, and nobody else', async () => {
  const client = await sandbox.provisionClient();
  const { phone } = client;
  const other = await sandbox.provisionClient({ phone });
  const remove = (jid: string): Promise<unknown> =>
    other.socket().query({
      tag: 'iq',
      attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'md' },
      content: [{ tag: 'remove-companion-device', attrs: { jid, reason: 'user_initiated' } }],
    });
  await expect(remove(`${phone}:1@s.whatsapp.net`)).rejects.toThrow(/removes itself alone/u);
  const told = stanzaOf(other, 'CB:notification,type:devices,remove');
  await client.socket().logout();
  expect(await codeOfClose(client)).toBe(401);
  await told;
  expect(await devicesOf(phone)).toMatchObject({ devices: [{ id: 2 }] });
  expect(await codeOfReturn(client)).toBe(401);
});

it('lets messages to a removed device vanish, while the others get them', async () => {
  const [removed, kept] = [await sandbox.provisionClient(), await sandbox.provisionClient()];
  const stays = await sandbox.provisionClient({ phone: removed.phone });
  await sandbox.call('POST', `/phones/${removed.phone}/unlink`, { device: 1 });
  const id = await sandbox.sendFrom(contact, { to: removed.phone, text: 'to whoever is left' });
  await sawMessage(stays, id);
  // The device that wrote last knew of two, and hears of the removal like everybody who has asked.
  const sent = await kept.socket().sendMessage(`${removed.phone}@s.whatsapp.net`, { text: 'and again' });
  await sawMessage(stays, sent?.key.id);
  expect(removed.all('messages.upsert')).toEqual([]);
});
