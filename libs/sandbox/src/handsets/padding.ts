import { randomInt } from 'node:crypto';

const mostPadding = 16;

/** Hides how long a text is: up to 16 bytes are added, each telling how many. */
export const pad = (plaintext: Uint8Array): Buffer => {
  const count = randomInt(1, mostPadding + 1);
  return Buffer.concat([plaintext, Buffer.alloc(count, count)]);
};

/** Throws for what was not padded so, as a strict telephone would. */
export const unpad = (padded: Buffer): Buffer => {
  const count = padded.at(-1) ?? 0;
  const end = padded.length - count;
  if (count < 1 || count > mostPadding || end < 0 || padded.subarray(end).some((byte) => byte !== count))
    throw new Error('this message is not padded as messages are');
  return padded.subarray(0, end);
};
