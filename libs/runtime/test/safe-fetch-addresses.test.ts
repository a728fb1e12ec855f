import { createHook } from 'node:async_hooks';
import { createSafeFetch } from '@parley/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileNames, type HostileUrl, hostileUrls } from './hostile-urls.ts';
import { startOutboundServer } from './outbound-server.ts';

const server = await startOutboundServer({ handler: (_request, response) => response.end('inside') });
afterAll(() => server.close());

// Counts each attempt of this process to open a TCP connection, to whatever address.
let attempts = 0;
const attemptsHook = createHook({ init: (_id, type) => void (type === 'TCPCONNECTWRAP' && (attempts += 1)) });
beforeAll(() => void attemptsHook.enable());
afterAll(() => void attemptsHook.disable());

const resolve = async (host: string): Promise<string[]> => hostileNames[host] ?? Promise.reject(new Error(host));
const limits = { maxBytes: 1_000, timeoutMs: 5_000 };
const hostile = hostileUrls(server.port);

it('knows at least 120 hostile addresses', () => {
  expect(new Set(hostile.map(({ url }) => url)).size).toBeGreaterThanOrEqual(120);
});

it('would see a connection if there were one', async () => {
  const safeFetch = createSafeFetch({ allow: [`127.0.0.1:${server.port}`] });
  await expect(safeFetch(`http://127.0.0.1:${server.port}/`, limits)).resolves.toMatchObject({ ok: true });
  expect(server.connections()).toBe(1);
  expect(attempts).toBe(1);
});

describe.each(Object.entries(Object.groupBy(hostile, ({ group }) => group)))('%s', (_group, urls = []) => {
  it.each(urls)('never connects to $url', async ({ url, kind }: HostileUrl) => {
    const before = { attempts, connections: server.connections() };
    const answer = await createSafeFetch({ allow: [], resolve })(url, limits);
    expect(answer).toMatchObject({ ok: false, refusal: { kind } });
    expect({ attempts, connections: server.connections() }).toEqual(before);
  });
});

describe('the resolver of the system', () => {
  it.each(['localhost', 'LocalHost'])('finds nothing public at %s', async (host) => {
    const before = { attempts, connections: server.connections() };
    const answer = await createSafeFetch({ allow: [] })(`https://${host}:${server.port}/`, limits);
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'address' } });
    expect({ attempts, connections: server.connections() }).toEqual(before);
  });
});

describe('a name that answers differently each time', () => {
  // Public by its range, yet given to nobody: the way to it ends at the next router.
  const nowhere = '3ffe::1';
  const url = `https://rebinding.test:${server.port}/`;

  it('is asked once, and only the addresses that were judged are connected to', async () => {
    const { asked, rebinding } = createRebinding([nowhere], ['127.0.0.1']);
    const before = server.connections();
    const answer = await createSafeFetch({ allow: [], resolve: rebinding })(url, { ...limits, timeoutMs: 500 });
    expect(answer.ok ? 'fetched' : answer.refusal.kind).toMatch(/^(?:unreachable|timeout)$/);
    expect(asked()).toBe(1);
    expect(server.connections()).toBe(before);
  });

  it('is judged anew by the next request', async () => {
    const { rebinding } = createRebinding([nowhere], ['127.0.0.1']);
    const safeFetch = createSafeFetch({ allow: [], resolve: rebinding });
    await safeFetch(url, { ...limits, timeoutMs: 500 });
    await expect(safeFetch(url, limits)).resolves.toMatchObject({ ok: false, refusal: { kind: 'address' } });
  });
});

function createRebinding(first: string[], then: string[]) {
  let count = 0;
  return { asked: () => count, rebinding: async () => (count++ === 0 ? first : then) };
}
