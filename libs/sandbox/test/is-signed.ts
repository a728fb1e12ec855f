import * as curve from 'libsignal/src/curve.js';

type Bytes = Uint8Array | null | undefined;

/** Whether a public key has really signed these parts, one after the other: Baileys itself never checks. */
export const isSigned = (by: Bytes, parts: Bytes[], signature: Bytes): boolean => {
  const whole = Buffer.concat(parts.map((part) => part ?? Buffer.alloc(0)));
  const key = Buffer.concat([Buffer.from([5]), by ?? Buffer.alloc(0)]);
  return curve.verifySignature(key, whole, signature ?? Buffer.alloc(0)) === true;
};
