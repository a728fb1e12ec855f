import { hkdfSync } from 'node:crypto';

/** Sums up a set of values so that it does not matter in which order they came: each is stretched to as many bytes as
 * the sum has and added to it, or taken away, 16 bits at a time. */
export const changeHash = (hash: Buffer, change: { removed: Buffer[]; added: Buffer[] }): Buffer => {
  const sum = Buffer.from(hash);
  const shift = (values: Buffer[], sign: 1 | -1): void => {
    for (const value of values) {
      const stretched = Buffer.from(hkdfSync('sha256', value, Buffer.alloc(0), 'WhatsApp Patch Integrity', sum.length));
      for (let at = 0; at < sum.length; at += 2)
        sum.writeUInt16LE((sum.readUInt16LE(at) + sign * stretched.readUInt16LE(at)) & 0xff_ff, at);
    }
  };
  shift(change.removed, -1);
  shift(change.added, 1);
  return sum;
};
