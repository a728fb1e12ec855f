import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type Agent, request } from 'node:https';
import { inspect } from 'node:util';
import { createLogger, createSafeConnect } from '@parley/runtime';
import { createCertificate } from '@parley/runtime/test-certificate';
import { afterAll, describe, expect, it } from 'vitest';
import { Agent as UndiciAgent, type Dispatcher, fetch } from 'undici';
import { mediaThrough } from '../src/proxy/media-through.ts';
import { agentThrough, connectorThrough } from '../src/proxy/through-tunnel.ts';
import { createTunnel, type Tunnel } from '../src/proxy/tunnel.ts';
import { createSandboxMedia } from '../src/sandbox-media.ts';
import type { SessionOptions } from '../src/session-options.ts';
import { encodedPassword, type ProxyScheme, startProxy, type TestProxy } from './start-proxy.ts';
import { startSessionSandbox } from './test-session.ts';

const certificate = createCertificate(['127.0.0.1']);
const proxies: TestProxy[] = [];
const sandbox = await startSessionSandbox();

afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
});

const start = async (scheme: ProxyScheme): Promise<TestProxy> => {
  const proxy = await startProxy(scheme, certificate);
  proxies.push(proxy);
  return proxy;
};
/** The options of a session that has this proxy. */
const by = (proxy: TestProxy, url = proxy.url): Pick<SessionOptions, 'proxy' | 'allowProxies'> => ({
  proxy: url,
  allowProxies: [proxy.address],
});
const tunnelOf = (proxy: TestProxy, url = proxy.url): Tunnel => {
  const allow = [proxy.address];
  const connect = createSafeConnect({ allow, ca: certificate.cert });
  return createTunnel({ proxy: url, allow, limitMs: 1000, connect });
};
const withPassword = ({ url }: TestProxy, password: string): URL => {
  const changed = new URL(url);
  changed.password = password;
  return changed;
};
const portOf = (url: string): string => new URL(url).port;
const content = { kind: 'text', text: 'Hello' } as const;

describe.each(['http', 'socks5'] as const)('a session with a proxy that speaks %s', (scheme) => {
  it('says all through it: it links, fetches its history and sends', async () => {
    const proxy = await start(scheme);
    const contact = '12025550121';
    // Too much to come over the connection itself.
    const text = randomBytes(300_000).toString('base64');
    const history = [{ chat: contact, fromMe: false, text, at: new Date().toISOString() }];
    const { phone } = await sandbox.createPhone({ history });
    const before = (await sandbox.ledger()).filter(({ kind }) => kind === 'connect').length;
    const session = sandbox.createSession(by(proxy));
    session.open();
    const { link } = await session.saw('link');
    await sandbox.call('POST', `/phones/${phone}/scan`, { qr: link.by === 'qr' ? link.text : '' });
    await session.became('connected');
    expect(await session.send({ id: `3EB02${scheme}`, to: { phone: contact }, content })).toEqual({
      acked: true,
    });
    const connects = (await sandbox.ledger()).filter(({ kind }) => kind === 'connect').length - before;
    const toSocket = proxy.targets.filter((target) => target.endsWith(`:${portOf(sandbox.wsUrl)}`));
    expect([connects, toSocket.length]).toEqual([2, 2]);
    await expect
      .poll(() => proxy.targets, { timeout: 5000 })
      .toContain(`127.0.0.1:${portOf(sandbox.network.mediaUrl)}`);
  });

  it('is told that the proxy is the trouble where it is not there, and goes on when it is back', async () => {
    const proxy = await start(scheme);
    const session = await sandbox.openLinked(by(proxy));
    await proxy.stop();
    await session.became('disconnected', 'connection_lost');
    session.forget();
    session.open();
    expect(await session.became('disconnected', 'proxy_refused')).toEqual({ next: 'open_later', until: null });
    await proxy.start();
    session.forget();
    session.open();
    await session.became('connected');
    expect(session.conditions()).toEqual(['connecting/reconnecting', 'connected/connected']);
  });

  it('is told so where the password is wrong, and where none is said, and no log says any', async () => {
    const proxy = await start(scheme);
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ process: 'test', level: 'trace', destination });
    const bare = new URL(proxy.url);
    bare.username = bare.password = '';
    for (const url of [withPassword(proxy, 'other-secret'), bare]) {
      const session = sandbox.createSession({
        vault: await sandbox.provision((await sandbox.createPhone()).phone),
        logger,
        ...by(proxy, url),
      });
      session.open();
      expect(await session.became('disconnected', 'proxy_refused')).toEqual({ next: 'open_later', until: null });
      await session.close();
      expect(inspect(session.events, { depth: 9 }) + lines.join('')).not.toMatch(/other-secret|us:er|us%3Aer/u);
    }
    expect(proxy.targets).toEqual([]);
  });

  it('is told so where the proxy says nothing', async () => {
    const proxy = await start(scheme);
    proxy.goSilent();
    const vault = await sandbox.provision((await sandbox.createPhone()).phone);
    const session = sandbox.createSession({ vault, times: { connectMs: 400 }, ...by(proxy) });
    session.open();
    await session.became('disconnected', 'proxy_refused');
    expect(proxy.connections()).toBe(1);
  });

  it('never calls a proxy inside our own network that nobody allowed', async () => {
    const proxy = await start(scheme);
    const session = sandbox.createSession({ proxy: proxy.url, allowProxies: ['127.0.0.1:1'] });
    session.open();
    expect(await session.became('disconnected', 'proxy_refused')).toMatchObject({ next: 'fresh_credentials' });
    expect(proxy.connections()).toBe(0);
  });
});

describe.each(['http', 'https', 'socks5'] as const)('a tunnel through a proxy that speaks %s', (scheme) => {
  it('has the proxy look the name up', async () => {
    const proxy = await start(scheme);
    const socket = await tunnelOf(proxy)({
      host: 'known-to-the-proxy-alone.test',
      port: Number(portOf(sandbox.wsUrl)),
    });
    socket.destroy();
    expect(proxy.targets).toEqual([`known-to-the-proxy-alone.test:${portOf(sandbox.wsUrl)}`]);
  });

  it('takes media up and down, and to nobody but the sandbox', async () => {
    const proxy = await start(scheme);
    const media = createSandboxMedia(sandbox.network).through(tunnelOf(proxy));
    const { fetchAgent, options } = media;
    const client = await sandbox.provisionClient({ fetchAgent, options });
    const file = { document: randomBytes(300_000), mimetype: 'application/pdf' };
    const contact = '12025550121';
    const sent = await client.socket().sendMessage(`${contact}@s.whatsapp.net`, file);
    await client.reached(sent?.key.id, 3);
    expect(await sandbox.seenBy(contact)).toContainEqual(
      expect.objectContaining({ id: sent?.key.id, type: 'document' }),
    );
    const uploads = proxy.targets.length;
    expect(uploads).toBeGreaterThan(0);
    const path = sent?.message?.documentMessage?.directPath ?? '';
    const answer = await fetch(`https://mmg.whatsapp.net${path}`, { dispatcher: media.dispatcher });
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(300_000);
    expect(proxy.targets.length).toBe(uploads + 1);
    expect(new Set(proxy.targets)).toEqual(new Set([`127.0.0.1:${portOf(sandbox.network.mediaUrl)}`]));
    await expect(fetch('https://example.com/', { dispatcher: media.dispatcher })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('is not the sandbox') },
    });
  });

  it('ends nowhere else than at the host that was asked for, whomever the proxy leads to', async () => {
    const tunnel = tunnelOf(await start(scheme));
    const port = portOf(sandbox.network.mediaUrl);
    const ca = sandbox.network.caPem;
    const upload = (agent: Agent, host: string) =>
      once(request({ host, port, agent }), 'response').then(
        () => 'reached',
        ({ code }: { code: string }) => code,
      );
    const download = (dispatcher: Dispatcher, host: string) =>
      fetch(`https://${host}:${port}/`, { dispatcher }).then(
        () => 'reached',
        ({ cause }: { cause: { code: string } }) => cause.code,
      );
    const live = mediaThrough(tunnel);
    const trusting = agentThrough(tunnel, { isSecure: true, ca });
    const connect = connectorThrough(tunnel, { ca });
    expect([
      await upload(live.fetchAgent, '127.0.0.1'),
      await download(live.dispatcher, '127.0.0.1'),
      await upload(trusting, 'web.whatsapp.com'),
      await download(new UndiciAgent({ connect }), 'web.whatsapp.com'),
    ]).toEqual([
      expect.stringMatching(/CERT|SIGN/u),
      expect.stringMatching(/CERT|SIGN/u),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ]);
  });

  it('fails without a word of the password, whatever goes wrong', async () => {
    const proxy = await start(scheme);
    const target = { host: '127.0.0.1', port: 1 };
    const errors = [
      await tunnelOf(proxy)(target).catch((error: unknown) => error),
      await tunnelOf(proxy, withPassword(proxy, 'other-secret'))(target).catch((error: unknown) => error),
      await tunnelOf(proxy, withPassword(proxy, 'bad%'))(target).catch((error: unknown) => error),
    ];
    await proxy.stop();
    errors.push(await tunnelOf(proxy)(target).catch((error: unknown) => error));
    for (const error of errors) expect(error).toMatchObject({ message: expect.stringContaining('does not take') });
    for (const secret of [encodedPassword, decodeURIComponent(encodedPassword), 'other-secret', 'us:er', proxy.address])
      expect(inspect(errors, { depth: 9, showHidden: true })).not.toContain(secret);
  });
});

it('is none at an address of another kind', () => {
  const proxy = new URL('ftp://user:secret@127.0.0.1:21');
  expect(() => sandbox.createSession({ proxy })).toThrow(/^A proxy is at an http:, https: or socks5: address\.$/u);
});
