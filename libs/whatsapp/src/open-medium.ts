import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { getMediaKeys, type MediaType } from '@whiskeysockets/baileys';

/** What a message says of its medium. */
export type SealedMedium = {
  type: MediaType;
  mediaKey: Uint8Array;
  /** What the bytes hash to, as they lie at the host and as they are. */
  fileEncSha256: Uint8Array;
  fileSha256: Uint8Array;
};

/** How much of the code that vouches for a medium is kept, behind its ciphertext. */
const macLength = 10;

/**
 * Decrypts a medium as it comes in. That it is what the message says can only be known at its end: it throws there where
 * it is not, and nothing that came before may be relied on until it has ended.
 */
export const openMedium = async function* (
  sealed: SealedMedium,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const { iv, cipherKey, macKey = Buffer.alloc(0) } = await getMediaKeys(sealed.mediaKey, sealed.type);
  const outside = createHash('sha256');
  const inside = createHash('sha256');
  const mac = createHmac('sha256', macKey).update(iv);
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
  const read = (bytes: Buffer): Buffer => {
    inside.update(bytes);
    return bytes;
  };
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    outside.update(chunk);
    const bytes = Buffer.concat([held, chunk]);
    const end = Math.max(bytes.length - macLength, 0);
    held = bytes.subarray(end);
    const ciphertext = bytes.subarray(0, end);
    mac.update(ciphertext);
    yield read(decipher.update(ciphertext));
  }
  const isVouchedFor = isSame(held, mac.digest().subarray(0, macLength));
  if (!isVouchedFor || !isSame(sealed.fileEncSha256, outside.digest())) throw new Error('these are other bytes');
  yield read(decipher.final());
  if (!isSame(sealed.fileSha256, inside.digest())) throw new Error('these are other bytes inside');
};

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && timingSafeEqual(one, other);
