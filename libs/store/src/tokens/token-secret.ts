import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type TokenId, newId } from '@parley/contract';

// A token reads par_live_<id>_<secret><checksum>. The id lets us find it with one read, the checksum lets us
// refuse a mistyped or made-up one without any, and the prefix lets scanners find a leaked one.

export type TokenNetwork = 'live' | 'sandbox';

export type MintedToken = {
  id: TokenId;
  /** The whole token, to be shown once and kept nowhere. */
  clear: string;
  hash: Buffer;
  /** Everything before the secret: enough to tell tokens apart, no help in guessing. */
  hint: string;
};

/** A token as somebody presented it: well formed, and nothing more is known. */
export type PresentedToken = { id: TokenId; network: TokenNetwork; hash: Buffer };

export const mintToken = (network: TokenNetwork): MintedToken => {
  const id = newId('tok');
  const hint = `${prefixes[network]}${id.slice('tok_'.length)}`;
  const unchecked = `${hint}_${randomText(secretLength)}`;
  const clear = `${unchecked}${checksum(unchecked)}`;
  return { id, clear, hash: hashToken(clear), hint };
};

/** Null for what was never a token of ours, or was mistyped; that takes no database to know. */
export const parseToken = (text: string): PresentedToken | null => {
  if (!tokenPattern.test(text)) return null;
  const unchecked = text.slice(0, -checksumLength);
  if (text !== `${unchecked}${checksum(unchecked)}`) return null;
  const id = unchecked.slice(prefixes.live.length, -(secretLength + 1));
  return { id: `tok_${id}`, network: text.startsWith(prefixes.live) ? 'live' : 'sandbox', hash: hashToken(text) };
};

const prefixes = { live: 'par_live_', sandbox: 'par_test_' } as const satisfies Record<TokenNetwork, string>;

// Crockford's 32 digits, like our ids: 5 bits in each, so 160 in a secret and room for 35 in a checksum of 32.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const secretLength = 32;
const checksumLength = 7;
const tokenPattern = /^par_(?:live|test)_[0-7][0-9a-hjkmnp-tv-z]{25}_[0-9a-hjkmnp-tv-z]{39}$/;

const hashToken = (clear: string): Buffer => createHash('sha256').update(clear).digest();

const randomText = (length: number): string => Array.from(randomBytes(length), toDigit).join('');

const checksum = (text: string): string => {
  const sum = crc32(text);
  return Array.from({ length: checksumLength }, (_, place) => toDigit(sum >>> (5 * place))).join('');
};

/** The digit for the lowest five bits. */
const toDigit = (bits: number): string => alphabet.charAt(bits & 31);
