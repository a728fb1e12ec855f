import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { agree, createKeyPair } from '../wire/keys.ts';
import { openBundle, unwrapKey, wrapKey } from './code-keys.ts';

/** What a client says at the end, made by hand: the first two names in it are its own and its phone's. */
const bundleOf = (shared: Buffer, names: Buffer[], random: Buffer): Buffer => {
  const salt = randomBytes(32);
  const iv = randomBytes(12);
  const info = 'link_code_pairing_key_bundle_encryption_key';
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(hkdfSync('sha256', shared, salt, info, 32)), iv);
  const sealed = Buffer.concat([cipher.update(Buffer.concat([...names, random])), cipher.final()]);
  return Buffer.concat([salt, iv, sealed, cipher.getAuthTag()]);
};

describe('the keys behind a code', () => {
  it('are wrapped so that the same code alone brings them back', async () => {
    const { public: key } = createKeyPair();
    const wrapped = await wrapKey('ABCD1234', key);
    expect(wrapped).toHaveLength(80);
    expect(await unwrapKey('ABCD1234', wrapped)).toEqual(key);
    expect(await unwrapKey('ABCD1235', wrapped)).not.toEqual(key);
  });

  it('lead phone and client to the same secret, and nobody else’s bundle is taken for the client’s', () => {
    const [phone, client, stranger] = [createKeyPair(), createKeyPair(), createKeyPair()];
    const [shared, random] = [randomBytes(32), randomBytes(32)];
    const open = (bundle: Buffer): Buffer | null =>
      openBundle(bundle, { shared, phoneIdentity: phone, clientIdentity: client.public });
    const material = Buffer.concat([shared, agree(client.private, phone.public), random]);
    expect(open(bundleOf(shared, [client.public, phone.public], random))).toEqual(
      Buffer.from(hkdfSync('sha256', material, Buffer.alloc(0), 'adv_secret', 32)),
    );
    expect(open(bundleOf(shared, [stranger.public, phone.public], random))).toBeNull();
    expect(open(bundleOf(shared, [client.public, stranger.public], random))).toBeNull();
    expect(open(bundleOf(randomBytes(32), [client.public, phone.public], random))).toBeNull();
    expect(open(bundleOf(shared, [client.public], random))).toBeNull();
  });
});
