import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type MediaType, mediaTypes } from './media-type.ts';

/** What a media key stands for: the key and the start of the cipher, and the key of the code that vouches for it. */
export type MediaKeys = { iv: Buffer; cipherKey: Buffer; macKey: Buffer };

/** How much of the code is kept, at the end of the ciphertext. */
const macLength = 10;

export const expandMediaKey = (mediaKey: Uint8Array, type: MediaType): MediaKeys => {
  const expanded = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), mediaTypes[type].info, 112));
  return { iv: expanded.subarray(0, 16), cipherKey: expanded.subarray(16, 48), macKey: expanded.subarray(48, 80) };
};

const macOf = ({ iv, macKey }: MediaKeys, ciphertext: Buffer): Buffer =>
  createHmac('sha256', macKey).update(iv).update(ciphertext).digest().subarray(0, macLength);

export const encryptMedia = (keys: MediaKeys, bytes: Buffer): Buffer => {
  const cipher = createCipheriv('aes-256-cbc', keys.cipherKey, keys.iv);
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([ciphertext, macOf(keys, ciphertext)]);
};

/** Throws for anything that was not encrypted with this key. */
export const decryptMedia = (keys: MediaKeys, sealed: Buffer): Buffer => {
  const end = Math.max(sealed.length - macLength, 0);
  const ciphertext = sealed.subarray(0, end);
  const mac = sealed.subarray(end);
  const expected = macOf(keys, ciphertext);
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected))
    throw new Error('these bytes were not encrypted with this media key');
  const decipher = createDecipheriv('aes-256-cbc', keys.cipherKey, keys.iv);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
};

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
