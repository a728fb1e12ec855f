import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { der } from './der.ts';

// Certificates are written here because the library for it wants a global object of JavaScript's changed. There are
// two kinds only, and Node itself checks them.

/** What signs the certificate of the media host. A snapshot keeps it, so that whoever trusts it goes on doing so. */
export type MediaAuthority = { certificatePem: string; privateKeyPem: string };

/** What the media host proves itself with. */
export type MediaCertificate = { cert: string; key: string };

const dayMs = 24 * 60 * 60 * 1000;
const loopback = [127, 0, 0, 1] as const;
const authorityName = 'Sandbox media authority';

/** An authority that can vouch for this machine's loopback and for nothing else, so that it is safe to trust. */
export const createMediaAuthority = (): MediaAuthority => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificatePem = issue({
    subject: authorityName,
    publicKey,
    issuerKey: privateKey,
    days: 3650,
    extensions: [
      critical('2.5.29.19', der.sequence(der.yes(), der.integer(Buffer.from([0])))),
      critical('2.5.29.15', der.bits(Buffer.from([0x06]), 1)),
      critical('2.5.29.30', der.sequence(der.numbered(0, 'values', onlyLoopback))),
      ordinary('2.5.29.14', der.octets(keyIdOf(publicKey))),
    ],
  });
  return { certificatePem, privateKeyPem: pemOf('PRIVATE KEY', privateKey.export({ format: 'der', type: 'pkcs8' })) };
};

/** A certificate for `127.0.0.1` and `localhost`; made anew at each start. */
export const createMediaCertificate = (
  { privateKeyPem }: MediaAuthority,
  { dns, ip }: { dns: string; ip: readonly number[] } = { dns: 'localhost', ip: loopback },
): MediaCertificate => {
  const issuerKey = createPrivateKey(privateKeyPem);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = issue({
    subject: 'Sandbox media host',
    publicKey,
    issuerKey,
    days: 365,
    extensions: [
      critical('2.5.29.19', der.sequence()),
      critical('2.5.29.15', der.bits(Buffer.from([0x80]), 7)),
      ordinary('2.5.29.37', der.sequence(der.oid('1.3.6.1.5.5.7.3.1'))),
      ordinary('2.5.29.17', der.sequence(dnsName(dns), ipAddress(ip))),
      ordinary('2.5.29.14', der.octets(keyIdOf(publicKey))),
      ordinary('2.5.29.35', der.sequence(der.numbered(0, 'bytes', keyIdOf(createPublicKey(issuerKey))))),
    ],
  });
  return { cert, key: pemOf('PRIVATE KEY', privateKey.export({ format: 'der', type: 'pkcs8' })) };
};

type Certificate = { subject: string; publicKey: KeyObject; issuerKey: KeyObject; days: number; extensions: Buffer[] };

/** Certificates are read by the clock of the machine, not by the network's. */
const issue = ({ subject, publicKey, issuerKey, days, extensions }: Certificate): string => {
  const now = Date.now();
  const algorithm = der.sequence(der.oid('1.2.840.10045.4.3.2'));
  const toBeSigned = der.sequence(
    der.numbered(0, 'values', der.integer(Buffer.from([2]))),
    der.integer(randomBytes(16)),
    algorithm,
    nameOf(authorityName),
    der.sequence(der.time(new Date(now - dayMs)), der.time(new Date(now + days * dayMs))),
    nameOf(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    der.numbered(3, 'values', der.sequence(...extensions)),
  );
  return pemOf('CERTIFICATE', der.sequence(toBeSigned, algorithm, der.bits(sign('sha256', toBeSigned, issuerKey))));
};

const nameOf = (commonName: string): Buffer =>
  der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.text(commonName))));

const ordinary = (oid: string, value: Buffer): Buffer => der.sequence(der.oid(oid), der.octets(value));
const critical = (oid: string, value: Buffer): Buffer => der.sequence(der.oid(oid), der.yes(), der.octets(value));

const dnsName = (name: string): Buffer => der.numbered(2, 'bytes', Buffer.from(name));
const ipAddress = (bytes: readonly number[]): Buffer => der.numbered(7, 'bytes', Buffer.from(bytes));

const onlyLoopback = Buffer.concat([
  der.sequence(dnsName('localhost')),
  der.sequence(ipAddress([...loopback, 255, 255, 255, 255])),
]);

const keyIdOf = (key: KeyObject): Buffer =>
  createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest()
    .subarray(0, 20);

const pemOf = (label: string, bytes: Buffer): string =>
  `-----BEGIN ${label}-----\n${(bytes.toString('base64').match(/.{1,64}/gu) ?? []).join('\n')}\n-----END ${label}-----\n`;
