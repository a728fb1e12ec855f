import type { IncomingMessage } from 'node:http';
import { createSafeFetch, readBytes, type OutboundAnswer } from '@parley/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { createCertificate } from './certificate.ts';
import { type Handler, startOutboundServer } from './outbound-server.ts';

const seen: Array<{ method: string; url: string; headers: IncomingMessage['headers']; body: string }> = [];

/** Says what it was asked, or redirects: `/to?status=302&location=…`. */
const handler: Handler = async (request, response) => {
  const { method = '', url = '', headers } = request;
  const chunks = await request.setEncoding('utf8').toArray();
  seen.push({ method, url, headers, body: chunks.join('') });
  const asked = new URL(url, 'http://here');
  const location = asked.searchParams.get('location');
  if (asked.pathname !== '/to' || location === null) return response.end(`${method} ${url}`);
  return response.writeHead(Number(asked.searchParams.get('status')), { location }).end('moved');
};

const certificate = createCertificate(['good.test']);
const plain = await startOutboundServer({ handler });
const other = await startOutboundServer({ handler });
const secure = await startOutboundServer({ handler, certificate });
afterAll(() => Promise.all([plain, other, secure].map((server) => server.close())));

const here = `http://127.0.0.1:${plain.port}`;
const elsewhere = `http://127.0.0.1:${other.port}`;
const allow = [
  `127.0.0.1:${plain.port}`,
  `127.0.0.1:${other.port}`,
  `good.test:${secure.port}`,
  `bad.test:${secure.port}`,
];
const toLoopback = async () => ['127.0.0.1'];
const safeFetch = createSafeFetch({ allow, resolve: toLoopback, ca: certificate.cert });
const limits = { maxBytes: 1_000, timeoutMs: 5_000 };

const redirectTo = (location: string, status = 302) => `/to?status=${status}&location=${encodeURIComponent(location)}`;
const textOf = async (answer: OutboundAnswer) => {
  if (!answer.ok) throw new Error(answer.refusal.message);
  const read = await readBytes(answer.body);
  return read.ok ? Buffer.from(read.bytes).toString() : read.refusal.kind;
};

describe('an address named in OUTBOUND_ALLOW', () => {
  it('is fetched over plain http', async () => {
    const answer = await safeFetch(`${here}/page?q=1`, limits);
    expect(answer).toMatchObject({ ok: true, status: 200, url: `${here}/page?q=1` });
    await expect(textOf(answer)).resolves.toBe('GET /page?q=1');
  });

  it('counts with its port only', async () => {
    const strict = createSafeFetch({ allow: [`127.0.0.1:${plain.port}`] });
    await expect(strict(`https://127.0.0.1:${other.port}/`, limits)).resolves.toMatchObject({ ok: false });
  });

  it('counts as written, not by where it leads', async () => {
    const strict = createSafeFetch({ allow: [`named.test:${secure.port}`], resolve: toLoopback });
    const answer = await strict(`https://127.0.0.1:${secure.port}/`, limits);
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'address' } });
  });

  it('may have several addresses of which one answers', async () => {
    const two = createSafeFetch({ allow: [`two.test:${plain.port}`], resolve: async () => ['127.0.0.1', '3ffe::1'] });
    await expect(textOf(await two(`http://two.test:${plain.port}/`, limits))).resolves.toBe('GET /');
  });
});

describe('https', () => {
  it('is fetched when the certificate names the host', async () => {
    await expect(textOf(await safeFetch(`https://good.test:${secure.port}/`, limits))).resolves.toBe('GET /');
  });

  it('is refused when the certificate names another host', async () => {
    const answer = await safeFetch(`https://bad.test:${secure.port}/`, limits);
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'unreachable' } });
  });

  it('is refused when nobody we trust signed the certificate', async () => {
    const strict = createSafeFetch({ allow, resolve: toLoopback });
    const answer = await strict(`https://good.test:${secure.port}/`, limits);
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'unreachable' } });
  });
});

describe('a request', () => {
  it('carries method, headers and body, and asks for no compression', async () => {
    const headers = { 'Content-Type': 'text/plain', 'Accept-Encoding': 'gzip', 'X-Our-Own': '1' };
    await safeFetch(`${here}/in`, { ...limits, method: 'POST', headers, body: 'hello' });
    expect(seen.at(-1)).toMatchObject({
      method: 'POST',
      body: 'hello',
      headers: { 'content-type': 'text/plain', 'x-our-own': '1', 'accept-encoding': 'identity' },
    });
  });

  it('that is wrong by our own fault is thrown, not refused', async () => {
    await expect(safeFetch(here, { ...limits, headers: { 'x-bad': 'a\r\nb' } })).rejects.toThrow(
      'invalid x-bad header',
    );
  });

  it('to a host where nobody listens is refused', async () => {
    const gone = await startOutboundServer({ handler });
    await gone.close();
    const answer = await createSafeFetch({ allow: [`127.0.0.1:${gone.port}`] })(
      `http://127.0.0.1:${gone.port}/`,
      limits,
    );
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'unreachable' } });
  });
});

describe('a redirect', () => {
  it('is followed, and the answer says where it came from', async () => {
    const answer = await safeFetch(`${here}${redirectTo('/end')}`, limits);
    expect(answer).toMatchObject({ ok: true, url: `${here}/end` });
    await expect(textOf(answer)).resolves.toBe('GET /end');
  });

  it('is followed five times and no more', async () => {
    const chain = (length: number) => Array.from({ length }).reduce<string>((next) => redirectTo(next), '/end');
    await expect(safeFetch(`${here}${chain(5)}`, limits)).resolves.toMatchObject({ ok: true });
    await expect(safeFetch(`${here}${chain(6)}`, limits)).resolves.toMatchObject({
      ok: false,
      refusal: { kind: 'redirects' },
    });
  });

  it('is not followed when none is wanted', async () => {
    const answer = await safeFetch(`${here}${redirectTo('/end')}`, { ...limits, maxRedirects: 0 });
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'redirects' } });
  });

  it.each([
    ['a private address', 'https://10.0.0.1/', 'address'],
    ['loopback', `https://127.0.0.1:${secure.port}/`, 'address'],
    ['the cloud’s metadata', 'https://169.254.169.254/latest/meta-data/', 'address'],
    ['loopback as one number', 'https://2130706433/', 'address'],
    ['loopback in IPv6', `https://[::1]:${secure.port}/`, 'address'],
    ['NAT64', 'https://[64:ff9b::a00:1]/', 'address'],
    ['a name that leads inside', `https://inside.test:${secure.port}/`, 'address'],
    ['plain http', 'http://93.184.216.34/', 'scheme'],
    ['a file', 'file:///etc/passwd', 'scheme'],
    ['data', 'data:text/plain,hello', 'scheme'],
    ['credentials', 'https://user:password@example.com/', 'credentials'],
    ['a port of another service', 'https://93.184.216.34:25/', 'port'],
    ['nothing that is a URL', 'https://[', 'url'],
  ])('to %s is refused', async (_what, location, kind) => {
    const connections = secure.connections();
    const second = redirectTo(location, 307);
    for (const path of [redirectTo(location), redirectTo(second)]) {
      const answer = await safeFetch(`${here}${path}`, limits);
      expect(answer).toMatchObject({ ok: false, refusal: { kind } });
    }
    expect(secure.connections()).toBe(connections);
  });

  it('never leads from https down to http, not even where http is allowed', async () => {
    const answer = await safeFetch(`https://good.test:${secure.port}${redirectTo(`${here}/end`)}`, limits);
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'scheme' } });
  });

  const secrets = { authorization: 'Bearer x', cookie: 'a=b', 'access-token': 'x', 'x-api-key': 'x', 'x-our-own': '1' };
  const harmless = {
    accept: 'text/plain',
    'accept-language': 'de',
    'user-agent': 'test',
    'content-type': 'text/plain',
  };
  const sent = { ...limits, method: 'POST', headers: { ...secrets, ...harmless }, body: 'hello' } as const;

  it('keeps every header on the same origin', async () => {
    await safeFetch(`${here}${redirectTo('/end', 307)}`, sent);
    expect(seen.at(-1)?.headers).toMatchObject({ ...secrets, ...harmless });
  });

  it('keeps only what no origin may misuse when it leads to another', async () => {
    await safeFetch(`${here}${redirectTo(`${elsewhere}/end`, 307)}`, sent);
    expect(seen.at(-1)).toMatchObject({ body: 'hello', headers: { ...harmless, 'accept-encoding': 'identity' } });
    for (const name of Object.keys(secrets)) expect(seen.at(-1)?.headers).not.toHaveProperty(name);
  });

  it.each([
    { status: 301, method: 'POST', becomes: 'GET', body: '' },
    { status: 302, method: 'POST', becomes: 'GET', body: '' },
    { status: 303, method: 'POST', becomes: 'GET', body: '' },
    { status: 303, method: 'PUT', becomes: 'GET', body: '' },
    { status: 302, method: 'PUT', becomes: 'PUT', body: 'hello' },
    { status: 307, method: 'POST', becomes: 'POST', body: 'hello' },
    { status: 308, method: 'POST', becomes: 'POST', body: 'hello' },
  ] as const)('with status $status turns $method into $becomes', async ({ status, method, becomes, body }) => {
    const sent = { ...limits, method, body: 'hello', headers: { 'content-type': 'text/plain' } };
    await safeFetch(`${here}${redirectTo('/end', status)}`, sent);
    expect(seen.at(-1)).toMatchObject({ method: becomes, url: '/end', body });
    expect(seen.at(-1)?.headers['content-type']).toBe(body ? 'text/plain' : undefined);
  });
});
