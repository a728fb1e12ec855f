import { hkdfSync } from 'node:crypto';

/** What follows from the one key that the devices of an account share: a key for each use. */
export type MutationKeys = { index: Buffer; cipher: Buffer; value: Buffer; snapshot: Buffer; patch: Buffer };

export const mutationKeys = (shared: Buffer): MutationKeys => {
  const all = Buffer.from(hkdfSync('sha256', shared, Buffer.alloc(0), 'WhatsApp Mutation Keys', 160));
  return {
    index: all.subarray(0, 32),
    cipher: all.subarray(32, 64),
    value: all.subarray(64, 96),
    snapshot: all.subarray(96, 128),
    patch: all.subarray(128),
  };
};
