import { describe, expect, it } from 'vitest';
import { agree, createKeyPair, pairOf, withoutType, withType } from './keys.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('agreeing', () => {
  it('comes to the same from both sides', () => {
    const [ours, theirs] = [createKeyPair(), createKeyPair()];
    expect(agree(ours.private, theirs.public).equals(agree(theirs.private, ours.public))).toBe(true);
    expect(pairOf(ours.private).public.equals(ours.public)).toBe(true);
  });

  it('comes to what the first vector of RFC 7748 says', () => {
    const scalar = hex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
    const point = hex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
    expect(agree(scalar, point).toString('hex')).toBe(
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    );
  });

  // Points of low order would share the same secret with everybody: all zeros.
  it.each([
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ])('comes to nothing with %s', (key) => {
    expect(() => agree(createKeyPair().private, hex(key))).toThrow();
  });

  it.each([0, 31, 33, 64])('comes to nothing with a key of %s bytes', (count) => {
    const { private: ours, public: theirs } = createKeyPair();
    expect(() => agree(ours, Buffer.alloc(count, 9))).toThrow();
    expect(() => agree(Buffer.alloc(count, 9), theirs)).toThrow();
  });
});

it('tells a public key with its kind from anything else', () => {
  const key = createKeyPair().public;
  expect(withoutType(withType(key)).equals(key)).toBe(true);
  expect(() => withoutType(key)).toThrow();
  expect(() => withoutType(Buffer.concat([Buffer.from([6]), key]))).toThrow();
});
