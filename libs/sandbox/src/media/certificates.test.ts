import { X509Certificate } from 'node:crypto';
import { createServer, get } from 'node:https';
import { afterEach, expect, it } from 'vitest';
import { createMediaAuthority, createMediaCertificate, type MediaCertificate } from './certificates.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const serve = async (certificate: MediaCertificate): Promise<number> => {
  const server = createServer(certificate, (_request, response) => void response.end('welcome'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** What a client hears that trusts `ca` alone: a status, or what is wrong with the certificate. */
const ask = (url: string, ca: string): Promise<string> =>
  new Promise((resolve) => {
    const request = get(url, { ca, agent: false }, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    request.once('error', (error) => resolve(error.message));
  });

it('is trusted by whoever trusts the authority, under each of its two names', async () => {
  const authority = createMediaAuthority();
  const port = await serve(createMediaCertificate(authority));
  expect(await ask(`https://127.0.0.1:${port}`, authority.certificatePem)).toBe('200');
  expect(await ask(`https://localhost:${port}`, authority.certificatePem)).toBe('200');
});

it('is refused by whoever trusts another authority of the same name', async () => {
  const port = await serve(createMediaCertificate(createMediaAuthority()));
  expect(await ask(`https://127.0.0.1:${port}`, createMediaAuthority().certificatePem)).not.toBe('200');
});

it('is trusted after a renewal', async () => {
  const authority = createMediaAuthority();
  createMediaCertificate(authority);
  const port = await serve(createMediaCertificate(authority));
  expect(await ask(`https://127.0.0.1:${port}`, authority.certificatePem)).toBe('200');
});

it('cannot vouch for any other name, even with its key stolen', async () => {
  const authority = createMediaAuthority();
  const port = await serve(createMediaCertificate(authority, { dns: 'web.whatsapp.com', ip: [127, 0, 0, 1] }));
  expect(await ask(`https://127.0.0.1:${port}`, authority.certificatePem)).toBe('permitted subtree violation');
});

it('says what each certificate is for', () => {
  const authority = createMediaAuthority();
  const root = new X509Certificate(authority.certificatePem);
  const leaf = new X509Certificate(createMediaCertificate(authority).cert);
  expect(root.ca).toBe(true);
  expect(root.verify(root.publicKey)).toBe(true);
  expect(leaf.ca).toBe(false);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(leaf.checkIssued(root)).toBe(true);
  expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});
