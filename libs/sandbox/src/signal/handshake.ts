import { agree, createKeyPair, type KeyPair, withoutType, withType } from '../wire/keys.ts';
import { isSignedBy } from '../wire/xeddsa.ts';
import type { Bundle } from './bundle.ts';
import { derive, noSalt, type Session, turn, Undecipherable } from './ratchet.ts';
import type { PreKeyMessage } from './whisper.ts';

// X3DH: how two devices come to a secret of theirs alone while only one of them is there.

/** Begins a conversation with the device whose bundle this is. */
export const begin = (own: KeyPair, bundle: Bundle): Session => {
  const { identity, signedPreKey, preKey } = bundle;
  if (!isSignedBy(identity, withType(signedPreKey.public), signedPreKey.signature))
    throw new Undecipherable('the signed pre-key of this device is not signed by it');
  const base = createKeyPair();
  const secret = toRootKey([
    agree(own.private, signedPreKey.public),
    agree(base.private, identity),
    agree(base.private, signedPreKey.public),
    ...(preKey === null ? [] : [agree(base.private, preKey.public)]),
  ]);
  const ownRatchet = createKeyPair();
  const { rootKey, chainKey } = turn(secret, agree(ownRatchet.private, signedPreKey.public));
  return {
    baseKey: base.public,
    ownIdentity: own.public,
    theirIdentity: identity,
    rootKey,
    ownRatchet,
    theirRatchet: signedPreKey.public,
    sending: { key: chainKey, next: 0 },
    previousCounter: 0,
    receiving: [],
    opening: { preKeyId: preKey?.id ?? null, signedPreKeyId: signedPreKey.id },
  };
};

/** Takes part in a conversation that somebody else began with these keys of ours. */
export const join = (
  own: KeyPair,
  { signedPreKey, preKey }: { signedPreKey: KeyPair; preKey: KeyPair | null },
  opening: PreKeyMessage,
): Session => {
  const baseKey = withoutType(opening.baseKey);
  const theirIdentity = withoutType(opening.identity);
  const rootKey = toRootKey([
    agree(signedPreKey.private, theirIdentity),
    agree(own.private, baseKey),
    agree(signedPreKey.private, baseKey),
    ...(preKey === null ? [] : [agree(preKey.private, baseKey)]),
  ]);
  return {
    baseKey,
    ownIdentity: own.public,
    theirIdentity,
    rootKey,
    // Their first message turns the ratchet against the key they began with.
    ownRatchet: signedPreKey,
    theirRatchet: baseKey,
    sending: null,
    previousCounter: 0,
    receiving: [],
    opening: null,
  };
};

const toRootKey = (shared: Buffer[]): Buffer =>
  derive(Buffer.concat([Buffer.alloc(32, 0xff), ...shared]), noSalt, 'WhisperText').subarray(0, 32);
