import { proto } from '@whiskeysockets/baileys/WAProto/index.js';
import { createKeyPair, type KeyPair } from './keys.ts';
import { sign } from './xeddsa.ts';

const { CertChain } = proto;
const { Details } = CertChain.NoiseCertificate;
const validForSeconds = 365 * 24 * 60 * 60;

/** What the network shows to prove that a Noise key is its own: root over intermediate over leaf, as the real one has
 * it. The root signs nothing else. */
export const certificateChain = (root: KeyPair, noiseKey: Buffer, rootSerial = 0): Buffer => {
  const between = createKeyPair();
  return Buffer.from(
    CertChain.encode({
      intermediate: certify(root, { serial: 1, issuerSerial: rootSerial, key: between.public }),
      leaf: certify(between, { serial: 2, issuerSerial: 1, key: noiseKey }),
    }).finish(),
  );
};

/** A chain that is not the network's: of a root nobody knows, and of an issuer that is not the root it names. */
export const strangeCertificateChain = (noiseKey: Buffer): Buffer => certificateChain(createKeyPair(), noiseKey, 7);

type Certified = { serial: number; issuerSerial: number; key: Buffer };

const certify = (issuer: KeyPair, certified: Certified): proto.CertChain.INoiseCertificate => {
  // In real time, which is what clients compare it with.
  const now = Math.floor(Date.now() / 1000);
  const details = Buffer.from(
    Details.encode({ ...certified, notBefore: now - 60, notAfter: now + validForSeconds }).finish(),
  );
  return { details, signature: sign(issuer.private, details) };
};
