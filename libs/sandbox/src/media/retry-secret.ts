import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What a device and its telephone tell each other about media that has gone; only they know its key. */
export type RetrySecret = { ciphertext: Buffer; iv: Buffer };

const tagLength = 16;

const keyOf = (mediaKey: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), 'WhatsApp Media Retry Notification', 32));

/** `id` is the message's; it is bound to what is said. */
export const sealRetry = (mediaKey: Uint8Array, id: string, said: Uint8Array): RetrySecret => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(mediaKey), iv).setAAD(Buffer.from(id));
  return { iv, ciphertext: Buffer.concat([cipher.update(said), cipher.final(), cipher.getAuthTag()]) };
};

/** Throws where it was sealed with another key or for another message. */
export const openRetry = (mediaKey: Uint8Array, id: string, { ciphertext, iv }: RetrySecret): Buffer => {
  const end = Math.max(ciphertext.length - tagLength, 0);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(mediaKey), iv, { authTagLength: tagLength })
    .setAAD(Buffer.from(id))
    .setAuthTag(ciphertext.subarray(end));
  return Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]);
};
