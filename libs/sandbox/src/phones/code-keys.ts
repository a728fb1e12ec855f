import { createCipheriv, createDecipheriv, hkdfSync, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { agree, type KeyPair } from '../wire/keys.ts';

// What phone and client prove to each other when a code links them: each wraps a key it made for this once under the
// code, and what follows from both keys and both identities is the secret that a QR code would have carried.

const stretch = promisify(pbkdf2);
const rounds = 131_072;
const nothing = Buffer.alloc(0);

/** Salt, IV, and the 32 bytes of a key. */
export const wrappedKeyBytes = 32 + 16 + 32;
/** Salt, IV, two identities and a random number, and the seal. */
const bundleBytes = 32 + 12 + 96 + 16;

// A code is short, so that turning it into a key is made slow; it happens beside the event loop, not on it.
const keyOf = (code: string, salt: Buffer): Promise<Buffer> => stretch(Buffer.from(code), salt, rounds, 32, 'sha256');

export const wrapKey = async (code: string, publicKey: Buffer): Promise<Buffer> => {
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', await keyOf(code, salt), iv);
  return Buffer.concat([salt, iv, cipher.update(publicKey), cipher.final()]);
};

/** With another code than it was wrapped under, what comes out is another key; nothing tells at this point. */
export const unwrapKey = async (code: string, wrapped: Buffer): Promise<Buffer> => {
  const decipher = createDecipheriv(
    'aes-256-ctr',
    await keyOf(code, wrapped.subarray(0, 32)),
    wrapped.subarray(32, 48),
  );
  return Buffer.concat([decipher.update(wrapped.subarray(48)), decipher.final()]);
};

type Finish = {
  /** What the two keys made for this once agree on. */
  shared: Buffer;
  phoneIdentity: KeyPair;
  clientIdentity: Buffer;
};

/** The secret that both know now; null where the client used another code, or is somebody else. */
export const openBundle = (bundle: Buffer, { shared, phoneIdentity, clientIdentity }: Finish): Buffer | null => {
  if (bundle.length !== bundleBytes) return null;
  const opened = unseal(bundle, shared);
  if (opened === null) return null;
  const named = opened.subarray(0, 64);
  if (!timingSafeEqual(named, Buffer.concat([clientIdentity, phoneIdentity.public]))) return null;
  const material = Buffer.concat([shared, agree(phoneIdentity.private, clientIdentity), opened.subarray(64)]);
  return Buffer.from(hkdfSync('sha256', material, nothing, 'adv_secret', 32));
};

const unseal = (bundle: Buffer, shared: Buffer): Buffer | null => {
  const info = 'link_code_pairing_key_bundle_encryption_key';
  const key = Buffer.from(hkdfSync('sha256', shared, bundle.subarray(0, 32), info, 32));
  const decipher = createDecipheriv('aes-256-gcm', key, bundle.subarray(32, 44));
  decipher.setAuthTag(bundle.subarray(-16));
  try {
    return Buffer.concat([decipher.update(bundle.subarray(44, -16)), decipher.final()]);
  } catch {
    return null;
  }
};
