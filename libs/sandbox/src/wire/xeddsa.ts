import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';

// XEdDSA: signatures of an X25519 key, by way of the Edwards point it belongs to. Signing runs on curve arithmetic of a
// library; checking is left to Node's own Ed25519, which is thirty times faster.

const { Fp, Fn } = ed25519.Point;
const edwardsHead = Buffer.from('302a300506032b6570032100', 'hex');
/** What keeps a nonce's hash apart from every other: 2^256 - 2, little-endian. */
const nonceHead = Buffer.concat([Buffer.from([0xfe]), Buffer.alloc(31, 0xff)]);

const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
const toBytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
const hashToScalar = (...parts: Uint8Array[]): bigint =>
  Fn.create(toNumber(parts.reduce((hash, part) => hash.update(part), createHash('sha512')).digest()));

const clamped = (privateKey: Buffer): bigint => {
  const bytes = Buffer.from(privateKey);
  bytes[0] = (bytes[0] ?? 0) & 248;
  bytes[31] = ((bytes[31] ?? 0) & 127) | 64;
  return Fn.create(toNumber(bytes));
};

export const sign = (privateKey: Buffer, message: Buffer): Buffer => {
  const key = clamped(privateKey);
  const point = Buffer.from(ed25519.Point.BASE.multiply(key).toBytes());
  const isNegative = ((point[31] ?? 0) & 128) !== 0;
  const scalar = isNegative ? Fn.neg(key) : key;
  point[31] = (point[31] ?? 0) & 127;
  const nonce = hashToScalar(nonceHead, toBytes(scalar), message, randomBytes(64));
  const commitment = Buffer.from(ed25519.Point.BASE.multiply(nonce).toBytes());
  const answer = Fn.create(nonce + hashToScalar(commitment, point, message) * scalar);
  return Buffer.concat([commitment, toBytes(answer)]);
};

/** Keys of points with an order of eight or less: without a private key, anybody can sign for them. */
const nobodysKeys = new Set([
  0n,
  1n,
  Fp.neg(1n),
  0xb8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0n,
  0x57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5fn,
]);

/** Whether `signature` is by the owner of an X25519 public key. Never throws. */
export const isSignedBy = (publicKey: Buffer, message: Buffer, signature: Buffer): boolean => {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  // X25519 passes over the highest bit of a key, so the same key may come with it or without.
  const u = Fp.create(BigInt.asUintN(255, toNumber(publicKey)));
  if (nobodysKeys.has(u)) return false;
  const point = toBytes(Fp.mul(Fp.sub(u, Fp.ONE), Fp.inv(Fp.add(u, Fp.ONE))));
  const plain = Buffer.from(signature);
  point[31] = (point[31] ?? 0) | ((plain[63] ?? 0) & 128);
  plain[63] = (plain[63] ?? 0) & 127;
  try {
    const key = createPublicKey({ key: Buffer.concat([edwardsHead, point]), format: 'der', type: 'spki' });
    return verify(null, message, key, plain);
  } catch {
    return false;
  }
};
