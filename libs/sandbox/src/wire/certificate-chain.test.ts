import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import curve from 'libsignal/src/curve.js';
import { expect, it } from 'vitest';
import { certificateChain } from './certificate-chain.ts';
import { createKeyPair, withType } from './keys.ts';

const root = createKeyPair();
const noiseKey = createKeyPair();

/** The two links, and whether each is signed by the key above it, asked of libsignal. */
const follow = (chain: Buffer, from: Buffer) => {
  const { intermediate, leaf } = proto.CertChain.decode(chain);
  const read = (link: proto.CertChain.INoiseCertificate | null | undefined) => {
    const details = Buffer.from(link?.details ?? []);
    const { key, serial, issuerSerial, notBefore, notAfter } = proto.CertChain.NoiseCertificate.Details.decode(details);
    const isSigned = (by: Buffer): boolean =>
      curve.verifySignature(withType(by), details, Buffer.from(link?.signature ?? []));
    return {
      key: Buffer.from(key ?? []),
      serial,
      issuerSerial,
      notBefore: Number(notBefore),
      notAfter: Number(notAfter),
      isSigned,
    };
  };
  const between = read(intermediate);
  const last = read(leaf);
  return { between, last, isTrue: between.isSigned(from) && last.isSigned(between.key) };
};

it('leads from the root to the key of the network, link by link', () => {
  const { between, last, isTrue } = follow(certificateChain(root, noiseKey.public), root.public);
  expect(isTrue).toBe(true);
  expect(between.issuerSerial).toBe(0);
  expect(last.issuerSerial).toBe(between.serial);
  expect(last.key.equals(noiseKey.public)).toBe(true);
  expect(last.isSigned(root.public)).toBe(false);
  const now = Date.now() / 1000;
  for (const { notBefore, notAfter } of [between, last]) {
    expect(notBefore).toBeLessThan(now);
    expect(notAfter).toBeGreaterThan(now + 24 * 60 * 60);
  }
});

it('does not lead there from another root', () => {
  expect(follow(certificateChain(root, noiseKey.public), createKeyPair().public).isTrue).toBe(false);
});
