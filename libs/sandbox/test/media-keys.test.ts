import { randomBytes } from 'node:crypto';
import { readFile, unlink } from 'node:fs/promises';
import { encryptedStream, getMediaKeys, type MediaType as BaileysMediaType } from '@whiskeysockets/baileys';
import { expect, it } from 'vitest';
import { decryptMedia, encryptMedia, expandMediaKey, sha256 } from '../src/media/keys.ts';
import type { MediaType } from '../src/media/media-type.ts';

const types: readonly (MediaType & BaileysMediaType)[] = [
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'thumbnail-link',
  'md-msg-hist',
  'md-app-state',
];
const lengths = [0, 1, 15, 16, 17, 100_000];

it.each(types)('derives the keys of %s as Baileys does', async (type) => {
  const mediaKey = randomBytes(32);
  const theirs = Object.entries(await getMediaKeys(mediaKey, type)).map(([name, key]) => [name, Buffer.from(key)]);
  expect(expandMediaKey(mediaKey, type)).toEqual(Object.fromEntries(theirs));
});

it.each(lengths)('decrypts %i bytes that Baileys encrypted, and encrypts them to the same', async (length) => {
  const bytes = randomBytes(length);
  const theirs = await encryptedStream(bytes, 'document');
  const sealed = await readFile(theirs.encFilePath);
  await unlink(theirs.encFilePath);
  const keys = expandMediaKey(theirs.mediaKey, 'document');
  expect(decryptMedia(keys, sealed).equals(bytes)).toBe(true);
  expect(encryptMedia(keys, bytes).equals(sealed)).toBe(true);
  expect(sha256(sealed).equals(theirs.fileEncSha256)).toBe(true);
});

it('decrypts nothing that was changed, shortened, or made with another key', () => {
  const keys = expandMediaKey(randomBytes(32), 'image');
  const sealed = encryptMedia(keys, randomBytes(100));
  const changed = Buffer.from(sealed);
  changed.writeUInt8(changed.readUInt8(3) ^ 1, 3);
  for (const wrong of [changed, sealed.subarray(1), sealed.subarray(0, -1), Buffer.alloc(0)])
    expect(() => decryptMedia(keys, wrong)).toThrow('not encrypted with this media key');
  expect(() => decryptMedia(expandMediaKey(randomBytes(32), 'image'), sealed)).toThrow('not encrypted');
});
