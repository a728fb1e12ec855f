import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base32Digits, type Id, type IdKind } from '@parley/contract';

// Whatever lets somebody in reads par_<use>_<id>_<secret><checksum>. The id lets us find it with one read, the
// checksum lets us refuse a mistyped or made-up one without any, and the prefix lets scanners find a leaked one.

/** Each use of a secret, and what its id is the id of. */
const idKinds = {
  live: 'tok',
  test: 'tok',
  login: 'log',
  invite: 'inv',
  code: 'cod',
} as const satisfies Record<string, IdKind>;

export type SecretUse = keyof typeof idKinds;

export type Minted = {
  /** The whole secret, to be shown once and kept nowhere. */
  clear: string;
  /** SHA-256 of all of it. There are 160 random bits in it, so nothing slower is needed. */
  hash: Buffer;
  /** Everything before what is random: enough to tell secrets apart, no help in guessing. */
  hint: string;
};

/** A secret as somebody presented it: well formed, and nothing more is known. */
export type Presented<U extends SecretUse = SecretUse> = { use: U; id: Id<(typeof idKinds)[U]>; hash: Buffer };

export const mintSecret = <U extends SecretUse>(use: U, id: Id<(typeof idKinds)[U]>): Minted => {
  const hint = `par_${use}_${digitsOf(id)}`;
  const unchecked = `${hint}_${randomText(randomLength)}`;
  const clear = `${unchecked}${checksum(unchecked)}`;
  return { clear, hash: toHash(clear), hint };
};

/** Null for what was never a secret of ours for this use, or was mistyped; that takes no database to know. */
export const parseSecret = <U extends SecretUse>(text: string, uses: readonly U[]): Presented<U> | null => {
  const [, word, digits] = secretPattern.exec(text) ?? [];
  const use = uses.find((name) => name === word);
  if (use === undefined || digits === undefined) return null;
  const unchecked = text.slice(0, -checksumLength);
  if (text !== `${unchecked}${checksum(unchecked)}`) return null;
  return { use, id: `${idKinds[use]}_${digits}`, hash: toHash(text) };
};

/** Whether this is the secret of which we kept the hash; where we kept none, the same steps are taken in vain. */
export const isKept = ({ hash }: Pick<Presented, 'hash'>, kept: Buffer | undefined): boolean =>
  timingSafeEqual(hash, kept ?? noHash) && kept !== undefined;

const noHash = Buffer.alloc(32);

// 5 bits in each digit, so 160 in the random part and room for 35 in a checksum of 32.
const randomLength = 32;
const checksumLength = 7;
const secretPattern = /^par_([a-z]+)_([0-7][0-9a-hjkmnp-tv-z]{25})_[0-9a-hjkmnp-tv-z]{39}$/;

const digitsOf = (id: string): string => id.slice(id.indexOf('_') + 1);

const toHash = (clear: string): Buffer => createHash('sha256').update(clear).digest();

const randomText = (length: number): string => Array.from(randomBytes(length), toDigit).join('');

const checksum = (text: string): string => {
  const sum = crc32(text);
  return Array.from({ length: checksumLength }, (_, place) => toDigit(sum >>> (5 * place))).join('');
};

/** The digit for the lowest five bits. */
const toDigit = (bits: number): string => base32Digits.charAt(bits & 31);
