import curve from 'libsignal/src/curve.js';
import { describe, expect, it } from 'vitest';
import { createDice } from '../../test/dice.ts';
import { pairOf, withType } from './keys.ts';
import { isSignedBy, sign } from './xeddsa.ts';

const dice = createDice(3);
const rounds = 40;
const pairs = Array.from({ length: rounds }, () => pairOf(dice.bytes(32)));
const messages = pairs.map((_pair, at) => dice.bytes(at === 0 ? 1 : dice.below(300)));
const each = pairs.flatMap((pair, at) => messages.slice(at, at + 1).map((message) => ({ pair, message })));
const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << dice.below(8)), at);
  return copy;
};

describe('beside libsignal', () => {
  it('makes signatures that libsignal takes for true', () => {
    for (const { pair, message } of each)
      expect(curve.verifySignature(withType(pair.public), message, sign(pair.private, message))).toBe(true);
  });
  it('takes the signatures that libsignal makes for true', () => {
    for (const { pair, message } of each)
      expect(isSignedBy(pair.public, message, Buffer.from(curve.calculateSignature(pair.private, message)))).toBe(true);
  });
});

describe('a signature', () => {
  // By libsignal, over the private key of 32 bytes 01, 02, 03 …: a text of long ago that has to stay true.
  const key = pairOf(Buffer.from(Array.from({ length: 32 }, (_, at) => at + 1)));
  const text = Buffer.from('Parley');
  const signature = Buffer.from(
    '94ca3b6a4dfa5a8792f61a0071247e084530876df7f90748c8b75620743fe2e871ad8d7e2c938c90086444f984a47f7136a1db5061a58a69ad75c6981888548a',
    'hex',
  );

  it('that was true is true', () => {
    expect(key.public.toString('hex')).toBe('07a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c');
    expect(isSignedBy(key.public, text, signature)).toBe(true);
  });
  it('is another each time', () => {
    expect(sign(key.private, text).equals(sign(key.private, text))).toBe(false);
  });
  it('is false once anything is changed', () => {
    for (let at = 0; at < 64; at += 1) expect(isSignedBy(key.public, text, flipped(signature, at))).toBe(false);
    for (let at = 0; at < text.length; at += 1)
      expect(isSignedBy(key.public, flipped(text, at), signature)).toBe(false);
    for (let at = 0; at < 31; at += 1) expect(isSignedBy(flipped(key.public, at), text, signature)).toBe(false);
    expect(isSignedBy(pairOf(dice.bytes(32)).public, text, signature)).toBe(false);
  });
  it('of another length is false', () => {
    for (const count of [0, 1, 63]) expect(isSignedBy(key.public, text, signature.subarray(0, count))).toBe(false);
    expect(isSignedBy(key.public, text, Buffer.concat([signature, Buffer.alloc(1)]))).toBe(false);
    expect(isSignedBy(withType(key.public), text, signature)).toBe(false);
    expect(isSignedBy(key.public.subarray(1), text, signature)).toBe(false);
  });
  it('with a number beyond the order of the curve is false', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`);
    const sign = scalar >> 255n;
    const beyond = (BigInt.asUintN(255, scalar) + order) | (sign << 255n);
    const forged = Buffer.concat([
      signature.subarray(0, 32),
      Buffer.from(beyond.toString(16).padStart(64, '0'), 'hex').reverse(),
    ]);
    expect(isSignedBy(key.public, text, forged)).toBe(false);
  });
  // For these keys a commitment to the neutral point with the answer zero would hold for one text in eight or more.
  it.each([
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000080',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  ])('of nobody is false: %s', (low) => {
    const empty = Buffer.concat([Buffer.from([1]), Buffer.alloc(63)]);
    for (let round = 0; round < 64; round += 1)
      expect(isSignedBy(Buffer.from(low, 'hex'), dice.bytes(20), empty)).toBe(false);
  });
});
