import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pages } from '@parley/contract';
import { fastify } from 'fastify';
import { afterAll, expect, it } from 'vitest';
import { registerSecurityHeaders } from '../src/http/security-headers.ts';
import { createTenantAddress } from '../src/http/tenant-address.ts';
import { servePages } from '../src/pages/serve-pages.ts';

// A folder as a build leaves it. The dashboard itself is opened in e2e/dashboard.test.ts.
const folder = mkdtempSync(join(tmpdir(), 'parley-pages-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<title>Parley</title>');
writeFileSync(join(folder, 'assets', 'index-Ab12.js'), 'export {};');
writeFileSync(join(folder, 'favicon.svg'), '<svg/>');

const publicUrl = new URL('https://example.com');
const server = fastify({ rewriteUrl: createTenantAddress(publicUrl).rewriteUrl });
registerSecurityHeaders(server, publicUrl);
await servePages(server, folder);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const open = (url: string, host = 'example.com') => server.inject({ url, headers: { host } });

it.each(Object.values(pages))(
  'serves the page %s on the bare host, below a tenant and on a subdomain',
  async (path) => {
    for (const answer of [await open(path), await open(`/t/acme${path}`), await open(path, 'acme.example.com')]) {
      expect([answer.statusCode, answer.body]).toEqual([200, '<title>Parley</title>']);
      expect(answer.headers['content-type']).toMatch('text/html');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers['content-security-policy']).toMatch(/default-src 'self'/);
    }
  },
);

it('leads from a tenant without a slash to its first page', async () => {
  expect((await open('/t/acme')).statusCode).toBe(200);
});

it('serves a page to a program that only asks whether it changed', async () => {
  const first = await open(pages.tokens);
  const again = await server.inject({
    url: pages.tokens,
    headers: { host: 'example.com', 'if-none-match': String(first.headers.etag) },
  });
  expect(again.statusCode).toBe(304);
});

it.each([
  '/index.html',
  '/members',
  '/tokens/x',
  '/tokens/',
  '/devices/x/y',
  '/assets/',
  '/assets/none.js',
  '/..%2fpackage.json',
])('serves nothing at %s, which is no page', async (path) => {
  expect((await open(path)).statusCode).toBe(404);
  expect((await open(`/t/acme${path}`)).statusCode).toBe(404);
});

it('lets what has its hash in its name be kept, and asks each time for the rest', async () => {
  expect((await open('/assets/index-Ab12.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect((await open('/favicon.svg')).headers['cache-control']).toBe('no-cache');
});

it('serves nothing, and does not fail, where the dashboard was not built', async () => {
  const bare = fastify();
  await servePages(bare, join(folder, 'nowhere'));
  expect((await bare.inject(pages.home)).statusCode).toBe(404);
  await bare.close();
});
