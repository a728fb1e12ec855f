import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseVault } from './memory-vault.ts';
import { type Heard, type HeardChild, stanzaOf, toHeard } from './stanza-of.ts';
import { sawMessage, type TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const contact = '12025557152';
let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await sandbox.createContact({ phone: contact });
});
afterAll(() => sandbox.stop());

type Content = NonNullable<Parameters<ReturnType<TestClient['socket']>['sendNode']>[0]['content']>;
const encrypt = async (client: TestClient, type: 'get' | 'set', content: Content): Promise<Heard> =>
  toHeard(
    await client.socket().query({ tag: 'iq', attrs: { to: '@s.whatsapp.net', type, xmlns: 'encrypt' }, content }),
  );
const leaf = (tag: string, bytes: Uint8Array): { tag: string; attrs: Record<string, string>; content: Uint8Array } => ({
  tag,
  attrs: {},
  content: bytes,
});

/** The parts of a bundle of a device, by their names. */
const bundleOf = async (client: TestClient, jid: string): Promise<Map<string, HeardChild>> => {
  const answer = await encrypt(client, 'get', [
    { tag: 'key', attrs: {}, content: [{ tag: 'user', attrs: { jid, reason: 'identity' } }] },
  ]);
  const [user] = answer.childrenOf('list');
  return new Map((user?.children ?? []).map((part) => [part.tag, part]));
};

const countOf = async (client: TestClient): Promise<number> => {
  const answer = await client.socket().query({
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'get', xmlns: 'encrypt' },
    content: [{ tag: 'count', attrs: {} }],
  });
  const [count] = Array.isArray(answer.content) ? answer.content : [];
  return Number(count?.attrs['value']);
};

describe('the keys of a device', () => {
  it('are 812 after its first login, and the network knows them as the client made them', async () => {
    const client = await sandbox.linkClient();
    // Its phone has taken one, to tell it what the account is about.
    expect(await countOf(client)).toBe(811);
    const digest = await encrypt(client, 'get', [{ tag: 'digest', attrs: {} }]);
    const { registrationId, signedIdentityKey, signedPreKey } = client.vault.creds;
    const parts = new Map(digest.childrenOf('digest').map((part) => [part.tag, part]));
    expect(parts.get('registration')?.content.readUInt32BE()).toBe(registrationId);
    expect(parts.get('type')?.content).toEqual(Buffer.from([5]));
    expect(parts.get('identity')?.content).toEqual(Buffer.from(signedIdentityKey.public));
    expect(parts.get('skey')?.children.map(({ content }) => content)).toEqual([
      Buffer.from([0, 0, 1]),
      Buffer.from(signedPreKey.keyPair.public),
      Buffer.from(signedPreKey.signature),
    ]);
    expect(parts.get('list')?.children).toHaveLength(811);
  });

  it('change where the client rotates its signed one', async () => {
    const [client, other] = [await sandbox.provisionClient(), await sandbox.provisionClient()];
    await client.socket().rotateSignedPreKey();
    const bundle = await bundleOf(other, client.vault.creds.me?.lid ?? '');
    expect(bundle.get('skey')?.children.map(({ content }) => content)).toEqual([
      Buffer.from([0, 0, 2]),
      Buffer.from(client.vault.creds.signedPreKey.keyPair.public),
      Buffer.from(client.vault.creds.signedPreKey.signature),
    ]);
  });

  it('are taken only where they are whole, signed, and of the device itself', async () => {
    const client = await sandbox.provisionClient();
    const { signedIdentityKey, signedPreKey } = client.vault.creds;
    const key = (id: number): Content[number] & object => ({
      tag: 'key',
      attrs: {},
      content: [leaf('id', Buffer.from([0, id >> 8, id & 255])), leaf('value', Buffer.alloc(32, 3))],
    });
    const upload = (changed: {
      identity?: Uint8Array;
      signature?: Uint8Array;
      type?: number;
      keys?: ReturnType<typeof key>[];
    }): Promise<Heard> =>
      encrypt(client, 'set', [
        leaf('registration', Buffer.from([0, 0, 1, 1])),
        leaf('type', Buffer.from([changed.type ?? 5])),
        leaf('identity', changed.identity ?? signedIdentityKey.public),
        { tag: 'list', attrs: {}, content: changed.keys ?? [key(500)] },
        {
          tag: 'skey',
          attrs: {},
          content: [
            leaf('id', Buffer.from([0, 0, 1])),
            leaf('value', signedPreKey.keyPair.public),
            leaf('signature', changed.signature ?? signedPreKey.signature),
          ],
        },
      ]);
    const before = await countOf(client);
    await expect(upload({ identity: Buffer.alloc(32, 9) })).rejects.toThrow(/not the identity/u);
    await expect(upload({ signature: Buffer.alloc(64, 9) })).rejects.toThrow(/not signed/u);
    await expect(upload({ signature: Buffer.alloc(63, 9) })).rejects.toThrow(/needs 64 bytes/u);
    await expect(upload({ type: 6 })).rejects.toThrow(/another curve/u);
    await expect(upload({ keys: [] })).rejects.toThrow(/needs <key>/u);
    const tooMany = Array.from({ length: 5001 }, (_, index) => key(1000 + index));
    await expect(upload({ keys: tooMany })).rejects.toThrow(/at most 5000/u);
    expect(await countOf(client)).toBe(before);
    await upload({});
    await upload({});
    expect(await countOf(client)).toBe(before + 1);
  });
});

it('asks a client for more keys when few are left', async () => {
  const [client, other] = [await sandbox.provisionClient(), await sandbox.provisionClient()];
  const lid = client.vault.creds.me?.lid ?? '';
  const left = await countOf(client);
  for (let taken = 0; taken < left - 5; taken++) await bundleOf(other, lid);
  expect(await countOf(client)).toBe(5);
  const uploaded = stanzaOf(client, 'CB:iq,type:result');
  await bundleOf(other, lid);
  await uploaded;
  expect(await countOf(client)).toBe(9);
});

it('lets people write to a device that has no one-time keys left', async () => {
  const { phone, lid } = await sandbox.createPhone();
  const vault = parseVault(await sandbox.call('POST', `/phones/${phone}/provision`));
  const other = await sandbox.provisionClient();
  for (let taken = 0; taken < 30; taken++) expect((await bundleOf(other, `${lid}:1@lid`)).has('key')).toBe(true);
  const bundle = await bundleOf(other, `${lid}:1@lid`);
  expect([...bundle.keys()]).toEqual(['registration', 'type', 'identity', 'skey']);
  const id = await sandbox.sendFrom(contact, { to: phone, text: 'without' });
  const sent = await other.socket().sendMessage(`${phone}@s.whatsapp.net`, { text: 'without either' });
  const client = sandbox.openClient({ vault });
  for (const expected of [id, sent?.key.id]) expect(await sawMessage(client, expected)).toBeDefined();
});

it('answers for a device that is not there that it is not', async () => {
  const other = await sandbox.provisionClient();
  const bundle = await bundleOf(other, `${contact}:5@s.whatsapp.net`);
  expect(bundle.get('error')?.attrs).toMatchObject({ code: '404' });
});
