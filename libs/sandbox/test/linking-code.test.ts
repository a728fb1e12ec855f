import { afterAll, beforeAll, expect, it } from 'vitest';
import { refusalOf } from './refusal-of.ts';
import { stanzaOf } from './stanza-of.ts';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.stop());

const notification = 'CB:notification,type:link_code_companion_reg';

const openUnlinked = async (): Promise<TestClient> => {
  const client = sandbox.openClient();
  await client.saw('connection.update', (update) => update.qr !== undefined);
  return client;
};
/** Asks for a code and waits until the network has it, which Baileys itself does not do. */
const ask = async (client: TestClient, phone: string, custom?: string): Promise<string> => {
  const answered = stanzaOf(client, 'CB:iq,type:result,link_code_companion_reg');
  const code = await client.socket().requestPairingCode(phone, custom);
  await answered;
  return code;
};
const enter = (phone: string, code: string): Promise<unknown> =>
  sandbox.call('POST', `/phones/${phone}/enter-code`, { code });

it('links a client by the code it shows, grouped as people write it', async () => {
  const [{ phone }, client] = await Promise.all([sandbox.createPhone(), openUnlinked()]);
  const code = await ask(client, phone);
  expect(await enter(phone, `${code.slice(0, 4)}-${code.slice(4)}`)).toEqual({ device: 1 });
  await client.saw('connection.update', (update) => update.connection === 'open');
  expect(client.vault.creds).toMatchObject({ registered: true, me: { id: `${phone}:1@s.whatsapp.net` } });
  expect(await sandbox.call('GET', `/phones/${phone}`)).toMatchObject({ devices: [{ id: 1, connected: true }] });
});

it.each([
  ['of the client’s own choice', 'PARLEY42', 'PARLEY42'],
  ['typed in small letters', 'SANDBOX7', ' sand box7 '],
  ['that has small letters itself', 'sandbox8', 'sandbox8'],
])('links a client by a code %s', async (_what, custom, typed) => {
  const [{ phone }, client] = await Promise.all([sandbox.createPhone(), openUnlinked()]);
  expect(await ask(client, phone, custom)).toBe(custom);
  await enter(phone, typed);
  await client.saw('connection.update', (update) => update.connection === 'open');
});

it('refuses a wrong code and takes the right one after it', async () => {
  const [{ phone }, client] = await Promise.all([sandbox.createPhone(), openUnlinked()]);
  await ask(client, phone, 'RIGHT123');
  await expect(enter(phone, 'WRONG123')).rejects.toThrow(/400.*not the code that the client shows/u);
  await expect(enter(phone, 'RIGHT12')).rejects.toThrow(/400.*8 letters or digits/u);
  expect(client.vault.creds.registered).toBe(false);
  await enter(phone, 'RIGHT123');
  await client.saw('connection.update', (update) => update.connection === 'open');
});

it('takes a code on no other phone than the one the client named, and the last code alone', async () => {
  const [{ phone }, other, client] = await Promise.all([sandbox.createPhone(), sandbox.createPhone(), openUnlinked()]);
  await ask(client, phone, 'FIRST123');
  await expect(enter(other.phone, 'FIRST123')).rejects.toThrow(/400.*no client waits for a code/u);
  await ask(client, other.phone, 'SECOND12');
  await expect(enter(phone, 'FIRST123')).rejects.toThrow(/400.*no client waits for a code/u);
  await expect(enter(other.phone, 'FIRST123')).rejects.toThrow(/400.*not the code/u);
  await enter(other.phone, 'SECOND12');
  await client.saw('connection.update', (update) => update.connection === 'open');
});

it('asks the client that asked last, where several wait for the same phone', async () => {
  const [{ phone }, early, late] = await Promise.all([sandbox.createPhone(), openUnlinked(), openUnlinked()]);
  await ask(early, phone, 'EARLY123');
  await ask(late, phone, 'LATE1234');
  await expect(enter(phone, 'EARLY123')).rejects.toThrow(/400.*not the code/u);
  await enter(phone, 'LATE1234');
  await late.saw('connection.update', (update) => update.connection === 'open');
  // The other still waits, and has its turn now.
  expect(await enter(phone, 'EARLY123')).toEqual({ device: 2 });
});

it('refuses a code that is three minutes old', async () => {
  const [{ phone }, client] = await Promise.all([sandbox.createPhone(), openUnlinked()]);
  await ask(client, phone, 'OLDCODE1');
  await sandbox.pass(180_000);
  await expect(enter(phone, 'OLDCODE1')).rejects.toThrow(/400.*expired/u);
  await ask(client, phone, 'NEWCODE1');
  await enter(phone, 'NEWCODE1');
  await client.saw('connection.update', (update) => update.connection === 'open');
});

it('tells a client that names nobody’s phone', async () => {
  const client = await openUnlinked();
  const refused = stanzaOf(client, 'CB:iq,type:error');
  await client.socket().requestPairingCode('12025550999');
  expect((await refused).attrs).toMatchObject({ type: 'error' });
});

it('lets a phone know when its client goes away, or says nothing', async () => {
  const [{ phone }, client] = await Promise.all([sandbox.createPhone(), openUnlinked()]);
  await ask(client, phone, 'GOINGOFF');
  client.socket().ws.removeAllListeners('CB:notification');
  let heard = stanzaOf(client, notification);
  const waitedFor = refusalOf(enter(phone, 'GOINGOFF'));
  await heard;
  await expect(enter(phone, 'GOINGOFF')).rejects.toThrow(/400.*being entered/u);
  await sandbox.pass(30_000);
  expect(await waitedFor).toMatch(/400.*did not answer/u);
  heard = stanzaOf(client, notification);
  const left = refusalOf(enter(phone, 'GOINGOFF'));
  await heard;
  client.end();
  expect(await left).toMatch(/400.*went away/u);
});

it('refuses a client that finishes as somebody else', async () => {
  const [{ phone }, client] = await Promise.all([sandbox.createPhone(), openUnlinked()]);
  await ask(client, phone, 'TAMPERED');
  client.socket().ws.removeAllListeners('CB:notification');
  const heard = stanzaOf(client, notification);
  const entered = refusalOf(enter(phone, 'TAMPERED'));
  const hello = await heard;
  const ref = hello.childrenOf('link_code_companion_reg').find(({ tag }) => tag === 'link_code_pairing_ref');
  const finish = (identity: Uint8Array): Promise<unknown> =>
    client.socket().query({
      tag: 'iq',
      attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'md' },
      content: [
        {
          tag: 'link_code_companion_reg',
          attrs: { stage: 'companion_finish' },
          content: [
            { tag: 'link_code_pairing_wrapped_key_bundle', attrs: {}, content: Buffer.alloc(156, 1) },
            { tag: 'companion_identity_public', attrs: {}, content: identity },
            { tag: 'link_code_pairing_ref', attrs: {}, content: ref?.content ?? Buffer.alloc(0) },
          ],
        },
      ],
    });
  await expect(finish(Buffer.alloc(32, 1))).rejects.toThrow(/another code/u);
  expect(await entered).toMatch(/400.*not the code/u);
  await expect(finish(client.vault.creds.signedIdentityKey.public)).rejects.toThrow(/no phone has entered/u);
});
