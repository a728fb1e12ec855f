import { failures, operations } from '@parley/contract';
import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();

it('describes every operation in OpenAPI 3.1, for everybody', async () => {
  const { status, body } = await api.request('/api/openapi.json');
  expect([status, body['openapi']]).toEqual([200, '3.1.0']);
  const paths = Object(body['paths']);
  for (const { http, name } of operations) expect(paths[http.path][http.method].operationId).toBe(name);
});

it('leaves the tenant open in the document for everybody', async () => {
  const { body } = await api.request('/api/openapi.json');
  expect(body['servers']).toMatchObject([{ url: 'http://localhost:8080/t/{tenant}', variables: { tenant: {} } }]);
});

it("names the tenant's own base in the document under that base", async () => {
  const { body } = await api.request('/t/acme/api/openapi.json');
  expect(body['servers']).toEqual([{ url: 'http://localhost:8080/t/acme' }]);
});

it('leads from /docs to a page to try it, and serves what that page needs', async () => {
  const docs = await api.request('/docs');
  expect([docs.status, docs.headers.get('location')]).toEqual([302, 'docs/api']);
  for (const path of [
    '/docs/api',
    '/docs/api/swagger-ui.css',
    '/docs/api/swagger-ui-bundle.js',
    '/docs/api/start.js',
  ]) {
    expect((await api.request(path)).status, path).toBe(200);
  }
  expect((await api.request('/docs/api/package.json')).status).toBe(404);
});

it('explains every failure on the page that refusals point to', async () => {
  const { body } = await api.request('/docs/errors');
  for (const code of Object.keys(failures)) expect(body['text']).toContain(`id="${code}"`);
});
