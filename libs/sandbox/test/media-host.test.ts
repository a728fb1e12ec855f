import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestClient } from './test-client.ts';
import { startTestSandbox, type TestSandbox } from './test-sandbox.ts';

const thirtyDaysMs = 30 * 24 * 60 * 60 * 1000;
const answerShape = z.object({ url: z.string(), direct_path: z.string() });

let sandbox: TestSandbox;
let client: TestClient & { phone: string };
let agent: Agent;
let auth: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  agent = new Agent({ ca: sandbox.network.caPem, keepAlive: true });
  client = await sandbox.linkClient();
});
afterAll(async () => {
  agent.destroy();
  await sandbox.stop();
});
beforeEach(async () => {
  ({ auth } = await client.socket().refreshMediaConn(true));
});

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

const ask = (path: string, options: { body?: Buffer; headers?: Record<string, string> } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const method = options.body === undefined ? 'GET' : 'POST';
    const sent = request(new URL(path, sandbox.network.mediaUrl), { agent, method, headers: options.headers ?? {} });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => void pieces.push(piece));
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) });
      });
    });
    sent.end(options.body);
  });

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url');
const upload = (bytes: Buffer, { folder = 'mms/image', token = auth, hash = hashOf(bytes) } = {}): Promise<Answer> =>
  ask(`/${folder}/${hash}?auth=${encodeURIComponent(token)}&token=${hash}`, { body: bytes });
const uploaded = async (bytes: Buffer): Promise<string> =>
  answerShape.parse(JSON.parse((await upload(bytes)).body.toString())).direct_path;

it('names two hosts, which are one, with their port, and a token that holds for minutes', async () => {
  const { hosts, ttl } = await client.socket().refreshMediaConn(true);
  const { port } = new URL(sandbox.network.mediaUrl);
  expect(hosts).toMatchObject([{ hostname: `127.0.0.1:${port}` }, { hostname: `localhost:${port}` }]);
  expect(ttl).toBeGreaterThanOrEqual(60);
});

describe('uploads', () => {
  it.each([
    'mms/image',
    'mms/video',
    'mms/audio',
    'mms/document',
    'mms/md-app-state',
    'product/image',
    'pps/biz-cover-photo',
  ])('go to %s, and are there to be fetched by both names', async (folder) => {
    const bytes = randomBytes(1000);
    const answer = await upload(bytes, { folder });
    expect(answer.status).toBe(200);
    const { url, direct_path: directPath } = answerShape.parse(JSON.parse(answer.body.toString()));
    expect(url).toBe(sandbox.network.mediaUrl + directPath);
    const fetched = await ask(directPath);
    expect(fetched).toMatchObject({ status: 200, headers: { 'content-length': '1000' } });
    expect(fetched.body.equals(bytes)).toBe(true);
  });

  it('are refused with a token that nobody was given', async () => {
    expect((await upload(randomBytes(10), { token: 'made-up' })).status).toBe(401);
  });

  it('are refused once the token has expired on the clock of the network', async () => {
    const { ttl } = await client.socket().refreshMediaConn(true);
    await sandbox.pass(ttl * 1000);
    expect((await upload(randomBytes(10))).status).toBe(401);
  });

  it('are refused where the body is not what its path says', async () => {
    expect((await upload(randomBytes(10), { hash: hashOf(randomBytes(10)) })).status).toBe(400);
  });

  it('are refused to a folder that does not exist', async () => {
    expect((await upload(randomBytes(10), { folder: 'mms/elsewhere' })).status).toBe(404);
  });

  it.each([
    ['escapes that are none', '/mms/image/%zz?token=%zz'],
    ['nothing but slashes', '//'],
    ['padding without end', `/mms/image/${'='.repeat(15_000)}x?token=x`],
    ['escapes of no text', '/mms/image/%ff?token=%ff'],
  ])('are refused to what is no path, at once and without wonder: %s', async (_what, path) => {
    const startedAt = performance.now();
    expect((await ask(`${sandbox.network.mediaUrl}${path}`, { body: Buffer.alloc(0) })).status).toBeOneOf([
      400, 401, 404,
    ]);
    // Before, a name that ends in many signs of padding took a fifth of a second of everybody's.
    expect(performance.now() - startedAt).toBeLessThan(100);
    expect(await sandbox.strangeness()).toEqual([]);
  });

  it('are refused where they are longer than their kind may be, and taken up to there', async () => {
    const longest = 16 * 1024 * 1024 + 16 + 10;
    expect((await upload(Buffer.alloc(longest + 1))).status).toBe(413);
    expect((await upload(Buffer.alloc(longest))).status).toBe(200);
  });
});

describe('downloads', () => {
  it('give the part that a range asks for', async () => {
    const bytes = randomBytes(1000);
    const path = await uploaded(bytes);
    const cases = [
      { range: 'bytes=16-', start: 16, end: 1000 },
      { range: 'bytes=16-31', start: 16, end: 32 },
      { range: 'bytes=990-4000', start: 990, end: 1000 },
      { range: 'bytes=-10', start: 990, end: 1000 },
    ];
    for (const { range, start, end } of cases) {
      const answer = await ask(path, { headers: { range } });
      expect(answer).toMatchObject({ status: 206, headers: { 'content-range': `bytes ${start}-${end - 1}/1000` } });
      expect(answer.body.equals(bytes.subarray(start, end))).toBe(true);
    }
    expect((await ask(path, { headers: { range: 'bytes=1000-' } })).status).toBe(416);
  });

  it('answer 404 for what was never there', async () => {
    expect((await ask('/v/t62.7118-24/nothing')).status).toBe(404);
  });

  it('answer 410 for what has expired', async () => {
    const path = await uploaded(randomBytes(10));
    await sandbox.pass(thirtyDaysMs - 1000);
    expect((await ask(path)).status).toBe(200);
    await sandbox.pass(1000);
    expect((await ask(path)).status).toBe(410);
  });
});
