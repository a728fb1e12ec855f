import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createSafeFetch, readBytes } from '@parley/runtime';
import { afterAll, describe, expect, it } from 'vitest';
import { type Handler, startOutboundServer } from './outbound-server.ts';

const megabyte = 1_048_576;
const tenGigabytes = 10_000 * megabyte;

let written = 0;
let broken = Promise.resolve<unknown>(undefined);

/** Writes until it is stopped, or until 10 GB are out. */
const flood = async (response: ServerResponse) => {
  const chunk = Buffer.alloc(65_536);
  broken = once(response, 'close');
  for (written = 0; written < tenGigabytes && !response.destroyed; written += chunk.byteLength) {
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), broken]);
  }
  response.end();
};

const paths: Record<string, Handler> = {
  '/flood': (_request, response) => flood(response),
  '/flood-said': (_request, response) => response.writeHead(200, { 'content-length': tenGigabytes }).flushHeaders(),
  '/flood-moved': (_request, response) => flood(response.writeHead(302, { location: '/exact' })),
  '/flood-liar': (_request, response) => {
    const { socket } = response;
    socket?.write(`HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n${'0123456789'.repeat(10_000)}`);
  },
  '/short': (_request, response) => {
    response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n0123456789');
  },
  '/two-lengths': (_request, response) => {
    response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 10\r\n\r\n0123456789');
  },
  '/headers': (_request, response) => response.setHeader('x-long', 'x'.repeat(100_000)).end(),
  '/bomb': (_request, response) => {
    response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(10 * megabyte)));
  },
  '/exact': (_request, response) => response.end(Buffer.alloc(1_000)),
  '/one-more': (_request, response) => response.end(Buffer.alloc(1_001)),
  '/one-more-chunked': (_request, response) => response.write(Buffer.alloc(600)) && response.end(Buffer.alloc(401)),
  '/sized': (_request, response) => response.setHeader('content-length', 1_001).end(),
  '/silent': () => {},
  '/head-only': (_request, response) => response.writeHead(200).flushHeaders(),
  '/drip': (_request, response) => {
    const timer = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(timer));
  },
  '/drip-head': (_request, response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
    const timer = setInterval(() => response.socket?.write('.'), 20);
    response.socket?.on('close', () => clearInterval(timer));
  },
  '/slow-circle': (_request, response) => {
    setTimeout(() => response.writeHead(302, { location: '/slow-circle' }).end(), 100);
  },
};

const server = await startOutboundServer({
  handler: (request, response) => paths[request.url ?? '']?.(request, response),
});
afterAll(() => server.close());

const here = `http://127.0.0.1:${server.port}`;
const safeFetch = createSafeFetch({ allow: [`127.0.0.1:${server.port}`] });
const limits = { maxBytes: 1_000, timeoutMs: 5_000 };

/** The refusal, whether it came instead of an answer or in the middle of its body; or how many bytes came. */
const outcome = async (path: string, asked = limits): Promise<string | number> => {
  const answer = await safeFetch(`${here}${path}`, asked);
  if (!answer.ok) return answer.refusal.kind;
  const read = await readBytes(answer.body);
  return read.ok ? read.bytes.byteLength : read.refusal.kind;
};

describe('the cap', () => {
  it('stops a stream of 10 GB where it is reached', async () => {
    await expect(outcome('/flood', { maxBytes: megabyte, timeoutMs: 30_000 })).resolves.toBe('too_large');
    await broken;
    // What the sockets of both sides hold by then comes on top.
    expect(written).toBeLessThan(megabyte + 16 * megabyte);
  });

  it('refuses 10 GB that say their size without waiting for a byte of them', async () => {
    await expect(outcome('/flood-said')).resolves.toBe('too_large');
  });

  it('lets a body pass that has just its size', async () => {
    await expect(outcome('/exact')).resolves.toBe(1_000);
  });

  it.each(['/one-more', '/one-more-chunked'])('refuses one byte more (%s)', async (path) => {
    await expect(outcome(path)).resolves.toBe('too_large');
  });

  it('takes no more than the length that was said', async () => {
    await expect(outcome('/flood-liar')).resolves.toBe(10);
  });

  it('refuses headers without end', async () => {
    await expect(outcome('/headers')).resolves.toBe('too_large');
  });

  it('never unfolds a compressed body', async () => {
    await expect(outcome('/bomb')).resolves.toBe('encoding');
  });

  it('does not count what HEAD only tells of', async () => {
    const answer = await safeFetch(`${here}/sized`, { ...limits, method: 'HEAD' });
    expect(answer).toMatchObject({ ok: true, headers: { 'content-length': '1001' } });
  });
});

describe('a body that breaks off', () => {
  it.each(['/short', '/two-lengths'])('is never taken for a whole one (%s)', async (path) => {
    await expect(outcome(path)).resolves.toBe('unreachable');
  });
});

describe('the time limit', () => {
  it.each(['/silent', '/head-only', '/drip', '/drip-head', '/slow-circle'])('ends %s', async (path) => {
    const startedAt = performance.now();
    const kind = await outcome(path, { maxBytes: 1_000, timeoutMs: 350 });
    expect(kind).toBe('timeout');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('ends a look-up that never answers', async () => {
    const lost = createSafeFetch({ allow: [], resolve: () => new Promise(() => {}) });
    const answer = await lost('https://lost.test/', { maxBytes: 1, timeoutMs: 50 });
    expect(answer).toMatchObject({ ok: false, refusal: { kind: 'timeout' } });
  });
});

describe('a body nobody wants', () => {
  it('is dropped at once when it comes with a redirect', async () => {
    const answer = await safeFetch(`${here}/flood-moved`, { maxBytes: 1_000, timeoutMs: 60_000 });
    await broken;
    expect(written).toBeLessThan(16 * megabyte);
    expect(answer).toMatchObject({ ok: true, url: `${here}/exact` });
    if (answer.ok) await answer.body.cancel();
  });

  it('is dropped at once when it is cancelled', async () => {
    const answer = await safeFetch(`${here}/flood`, { maxBytes: tenGigabytes, timeoutMs: 60_000 });
    if (!answer.ok) throw new Error(answer.refusal.message);
    await answer.body.cancel();
    await broken;
    expect(written).toBeLessThan(16 * megabyte);
  });

  it('is dropped when its time is up, though nobody reads it', async () => {
    const answer = await safeFetch(`${here}/flood`, { maxBytes: tenGigabytes, timeoutMs: 200 });
    expect(answer.ok).toBe(true);
    await broken;
    expect(written).toBeLessThan(16 * megabyte);
  });
});
