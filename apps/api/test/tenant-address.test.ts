import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startTestApi, testPassword, type TestApi } from './test-api.ts';
import { linkIn } from './test-mail.ts';

// What a request is for is decided by its Host header and its path alone, and every URL we make by PUBLIC_URL
// alone. Requests go over bare sockets here, so that each header is exactly as it is written.

const api = await startTestApi({ settings: { PUBLIC_URL: 'https://example.com:8443' } });
const plain = await startTestApi({ settings: { PUBLIC_URL: 'http://example.com' } });
const acme = await api.createTenant();
const rival = await api.createTenant();

const path = '/api/v1/account';

type Sent = { status: number; head: string; body: string };

/** Sends this text and hears everything that comes back until the api hangs up, as each text asks it to. */
const send = async (text: string, to: TestApi = api): Promise<Sent> => {
  const socket = connect(Number(new URL(to.origin).port), '127.0.0.1');
  socket.write(Buffer.from(text, 'utf8'));
  const [head = '', body = ''] = (await socket.toArray()).join('').split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body };
};

/** A request for a target with these header lines and acme's token, which only acme takes. */
const ask = (target: string, lines: string[], version = '1.1'): Promise<Sent> =>
  send(
    [`GET ${target} HTTP/${version}`, ...lines, `Access-Token: ${acme.token}`, 'Connection: close', '', ''].join(
      '\r\n',
    ),
  );

/** Whose account was shown; else the status and the code of the refusal. */
const outcome = ({ status, head, body }: Sent): string => {
  if (status === 200) return body.includes(acme.id) ? 'acme' : 'somebody else';
  expect(head).toContain('application/problem+json');
  expect(body).not.toContain(rival.id);
  return `${status} ${/"code":"(\w+)"/.exec(body)?.[1]}`;
};

const malformed = '400 request_malformed';
const stranger = '403 token_invalid';
const nowhere = '404 not_found';
const own = `Host: ${acme.name}.example.com`;
const bare = 'Host: example.com';

describe('the Host header', () => {
  it.each([
    ['in its own case', [own], 'acme'],
    ['in capitals', [own.replace(acme.name, acme.name.toUpperCase())], 'acme'],
    ['with our port', [`${own}:8443`], 'acme'],
    ['with any other port', [`${own}:1`], 'acme'],
    ['of another tenant', [`Host: ${rival.name}.example.com`], stranger],
    ['of nobody', ['Host: nobody.example.com'], stranger],
    ['of the bare host', [bare], nowhere],
    ['that is not ours', ['Host: evil.net'], nowhere],
    ['that ends like ours', [`Host: ${acme.name}.evilexample.com`], nowhere],
    ['that begins like ours', [`${own}.evil.net`], nowhere],
    ['below a tenant', [`Host: www.${acme.name}.example.com`], stranger],
    ['below another tenant', [`Host: ${acme.name}.${rival.name}.example.com`], stranger],
    ['in punycode', [`Host: xn--${acme.name}.example.com`], stranger],
    ['that is an address', ['Host: 127.0.0.1'], nowhere],
    ['twice the same', [own, own], malformed],
    ['twice, ours first', [own, `Host: ${rival.name}.example.com`], malformed],
    ['twice, ours last', [`Host: ${rival.name}.example.com`, own.replace('Host', 'hOST')], malformed],
    ['missing', [], malformed],
    ['empty', ['Host:'], malformed],
    ['with a user', [`Host: ${rival.name}@${acme.name}.example.com`], malformed],
    ['with a password', [`${own}:x@example.com`], malformed],
    ['with a dot at its end', [`${own}.`], malformed],
    ['with an empty label', [`Host: ${acme.name}..example.com`], malformed],
    ['with an empty port', [`${own}:`], malformed],
    ['with a port that is a name', [`${own}:${rival.name}`], malformed],
    ['with a list in it', [`${own}, ${rival.name}.example.com`], malformed],
    ['with a path', [`${own}/t/${rival.name}`], malformed],
    ['with letters of another script', ['Host: аcme.example.com'], malformed],
    ['that is percent-encoded', ['Host: %61cme.example.com'], malformed],
    ['that goes on in a second line', [own, ` ${rival.name}.example.com`], malformed],
    ['with a tab in it', [`${own}\t${rival.name}.example.com`], malformed],
    ['that is very long', [`Host: ${'a.'.repeat(3_000)}example.com`], stranger],
  ])('%s', async (_, lines, expected) => {
    expect(outcome(await ask(path, lines))).toBe(expected);
  });

  it('may be left out by a program from before it, which means the bare host', async () => {
    expect(outcome(await ask(`/t/${acme.name}${path}`, [], '1.0'))).toBe('acme');
    expect(outcome(await ask(path, [], '1.0'))).toBe(nowhere);
  });
});

describe('the target', () => {
  it.each([
    ['of the tenant', `/t/${acme.name}${path}`, 'acme'],
    ['of another tenant', `/t/${rival.name}${path}`, stranger],
    ['in capitals', `/t/${acme.name.toUpperCase()}${path}`, stranger],
    ['with a letter percent-encoded', `/t/%74${acme.name.slice(1)}${path}`, stranger],
    ['with a zero byte', `/t/${acme.name}%00${path}`, stranger],
    ['with a line break', `/t/${acme.name}%0d%0a${path}`, stranger],
    ['with a parameter in its name', `/t/${acme.name};x=1${path}`, stranger],
    ['with a slash percent-encoded', `/t/${acme.name}%2f..%2f${rival.name}${path}`, stranger],
    ['with backslashes', `/t/${acme.name}\\..\\${rival.name}${path}`, stranger],
    ['with a very long name', `/t/${'a'.repeat(8_000)}${path}`, stranger],
    ['with a name of dots', `/t/..${path}`, stranger],
    ['that climbs to another tenant', `/t/${acme.name}/../${rival.name}${path}`, nowhere],
    ['that climbs percent-encoded', `/t/${acme.name}/%2e%2e/${rival.name}${path}`, nowhere],
    ['that names two tenants', `/t/${acme.name}/t/${rival.name}${path}`, nowhere],
    ['with two slashes before it', `//t/${acme.name}${path}`, nowhere],
    ['with two slashes after the name', `/t/${acme.name}/${path}`, nowhere],
    ['with an empty name', `/t/${path}`, nowhere],
    ['with its name in the query', `${path}?tenant=${acme.name}`, nowhere],
    ['in another case', `/T/${acme.name}${path}`, nowhere],
    ['with an address of its own', `http://${acme.name}.example.com${path}`, malformed],
    ['with the same address as the header', `https://example.com:8443/t/${acme.name}${path}`, malformed],
    ['with an address and no path', `http://example.com`, malformed],
  ])('%s', async (_, target, expected) => {
    expect(outcome(await ask(target, [bare]))).toBe(expected);
  });

  it('of everything is of nothing', async () => {
    // The router refuses it by itself where there are pages to serve, and we do where there are none.
    expect([malformed, nowhere]).toContain(outcome(await ask('*', [bare])));
  });

  it('names no other tenant than its host does', async () => {
    expect(outcome(await ask(`/t/${acme.name}${path}`, [`Host: ${rival.name}.example.com`]))).toBe(nowhere);
    expect(outcome(await ask(`/t/${rival.name}${path}`, [own]))).toBe(nowhere);
    expect(outcome(await ask(`/t/${acme.name}${path}`, [own]))).toBe(nowhere);
  });
});

const forwarded = [
  'X-Forwarded-Host',
  'X-Forwarded-Server',
  'X-Host',
  'X-Original-Host',
  'Forwarded-Host',
  'X-HTTP-Host-Override',
].map((name) => `${name}: ${rival.name}.example.com`);
const rewritten = ['X-Original-URL', 'X-Rewrite-URL', 'X-Original-URI', 'X-Forwarded-Path', 'X-Forwarded-Prefix'].map(
  (name) => `${name}: /t/${rival.name}${path}`,
);
const others = [
  `Forwarded: for=10.0.0.1;host=${rival.name}.example.com;proto=http`,
  'X-Forwarded-Proto: gopher',
  'X-Forwarded-Port: 1',
  'X-Forwarded-For: 10.0.0.1, evil.net',
  'X-HTTP-Method-Override: DELETE',
  'X-Method-Override: DELETE',
  `X-Tenant: ${rival.name}`,
  `Referer: https://${rival.name}.example.com/`,
];
const tricks = [...forwarded, ...rewritten, ...others];

it.each(tricks)('is led nowhere by %s', async (line) => {
  expect(outcome(await ask(path, [own, line]))).toBe('acme');
  expect(outcome(await ask(`/t/${acme.name}${path}`, [bare, line]))).toBe('acme');
  const document = await ask(`/t/${acme.name}/api/openapi.json`, [bare, line]);
  expect(JSON.parse(document.body).servers).toEqual([{ url: `https://example.com:8443/t/${acme.name}` }]);
});

describe('a request within a request', () => {
  const hidden = `GET /t/${rival.name}${path} HTTP/1.1\r\nHost: example.com\r\nAccess-Token: ${rival.token}\r\n\r\n`;

  it.each([
    ['both lengths', ['Content-Length: 6', 'Transfer-Encoding: chunked'], `0\r\n\r\n${hidden}`],
    ['two lengths', ['Content-Length: 0', `Content-Length: ${hidden.length}`], hidden],
    ['a length that is a list', [`Content-Length: 0, ${hidden.length}`], hidden],
    ['an encoding nobody knows', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${hidden}`],
    ['an encoding before a space', ['Transfer-Encoding : chunked'], `0\r\n\r\n${hidden}`],
    ['a bare line feed in a header', [`X: y\nHost: ${rival.name}.example.com`], ''],
    ['a bare carriage return in a header', [`X: y\rHost: ${rival.name}.example.com`], ''],
    ['a zero byte in a header', [`X: y\0Host: ${rival.name}.example.com`], ''],
  ])('by %s is refused, and what it hides is not answered', async (_, lines, body) => {
    const head = [
      `PATCH /t/${acme.name}/api/v1/settings HTTP/1.1`,
      bare,
      'Content-Type: application/json',
      'Connection: close',
      ...lines,
    ];
    const answer = await send(`${head.join('\r\n')}\r\n\r\n${body}`);
    expect(outcome(answer)).toBe(malformed);
    expect(answer.head.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

describe.each([
  { to: api, origin: 'https://example.com:8443', cookie: '__Host-parley' },
  { to: plain, origin: 'http://example.com', cookie: 'parley' },
])('every URL below $origin', ({ to, origin, cookie }) => {
  const post = (target: string, lines: string[], body: unknown) => {
    const text = JSON.stringify(body);
    const length = `Content-Length: ${Buffer.byteLength(text)}`;
    const head = [`POST ${target} HTTP/1.1`, ...lines, 'Content-Type: application/json', length, 'Connection: close'];
    return send(`${head.join('\r\n')}\r\n\r\n${text}`, to);
  };

  it.each([
    ['bare', bare],
    ['foreign', 'Host: evil.net:1'],
  ])('is ours for whoever signs up at a %s host, with every trick at once', async (word, host) => {
    const name = `new-${word}`;
    const email = `${name}@example.com`;
    const answer = await post('/api/v1/signup', [host, ...tricks], { tenant: name, email, password: testPassword });
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.body).url).toBe(`${origin}/t/${name}/`);
    expect(linkIn(await to.mailTo(email))).toMatch(`${origin}/t/${name}/`);
    const [, set = ''] = /set-cookie: (.*)/i.exec(answer.head) ?? [];
    expect(set).toMatch(new RegExp(`^${cookie}-${name}=`));
    expect(set).not.toMatch(/domain/i);
    expect(/; secure/i.test(set)).toBe(origin.startsWith('https'));
    expect(answer.head + answer.body).not.toMatch(new RegExp(`evil|${rival.name}`));
  });

  it('is ours in a mail for a forgotten password, and stays with the host it was asked on', async () => {
    const tenant = await to.createTenant();
    const { email } = await to.createMember(tenant, { role: 'owner' });
    const { protocol, host } = new URL(origin);
    await post('/api/v1/password/forgotten', [`Host: ${tenant.name}.example.com:1`, ...tricks], { email });
    expect(linkIn(await to.mailTo(email))).toMatch(`${protocol}//${tenant.name}.${host}/`);
    await post(`/t/${tenant.name}/api/v1/password/forgotten`, ['Host: evil.net', ...tricks], { email });
    expect(linkIn(await to.mailTo(email, 2))).toMatch(`${origin}/t/${tenant.name}/`);
  });

  it('is relative where a page leads to another', async () => {
    for (const host of [bare, 'Host: evil.net']) {
      const lines = [`GET /t/x/docs HTTP/1.1`, host, ...tricks, 'Connection: close', '', ''];
      expect((await send(lines.join('\r\n'), to)).head).toMatch(/\r\nlocation: docs\/api\r\n/i);
    }
  });
});
