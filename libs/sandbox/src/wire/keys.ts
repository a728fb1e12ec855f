import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { x25519 } from '@noble/curves/ed25519.js';

/** An X25519 pair, both halves 32 bytes. */
export type KeyPair = { private: Buffer; public: Buffer };

// What DER says around the 32 bytes of an X25519 key; Node hands keys out and takes them in no other way.
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicHead = Buffer.from('302a300506032b656e032100', 'hex');
/** How Signal marks the kind of a public key. */
export const djbType = Buffer.from([5]);

export const createKeyPair = (): KeyPair => {
  const made = generateKeyPairSync('x25519', {
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  return {
    private: made.privateKey.subarray(privateHead.length),
    public: made.publicKey.subarray(publicHead.length),
  };
};

export const pairOf = (privateKey: Buffer): KeyPair => ({
  private: privateKey,
  public: Buffer.from(x25519.getPublicKey(privateKey)),
});

/** What two parties share who each know their own private key and the other's public one. Throws for a public key that
 * is no point worth sharing with. */
export const agree = (privateKey: Buffer, publicKey: Buffer): Buffer => {
  // Node reads the bytes it needs and passes over what stands behind them.
  if (privateKey.length !== 32 || publicKey.length !== 32) throw new Error('a key has 32 bytes');
  return diffieHellman({
    privateKey: createPrivateKey({ key: Buffer.concat([privateHead, privateKey]), format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({ key: Buffer.concat([publicHead, publicKey]), format: 'der', type: 'spki' }),
  });
};

/** A public key as Signal's messages and signatures carry it: 33 bytes, its kind first. */
export const withType = (publicKey: Buffer): Buffer => Buffer.concat([djbType, publicKey]);

/** The 32 bytes of a public key that comes with its kind. */
export const withoutType = (publicKey: Buffer): Buffer => {
  if (publicKey.length !== 33 || publicKey[0] !== djbType[0]) throw new Error('this is no public key of Signal');
  return publicKey.subarray(1);
};
