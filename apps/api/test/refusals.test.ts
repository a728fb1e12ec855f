import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const json = { 'content-type': 'application/json' };

it('answers a body over the limit with 413', async () => {
  const body = JSON.stringify({ time_zone: 'x'.repeat(1_100_000) });
  const answer = await api.as(tenant, '/api/v1/settings', { method: 'PATCH', headers: json, body });
  expect([answer.status, answer.body['code']]).toEqual([413, 'body_too_large']);
});

it('answers a body that is no JSON with 415', async () => {
  const init = { method: 'PATCH', headers: { 'content-type': 'application/xml' }, body: '<x/>' };
  const answer = await api.as(tenant, '/api/v1/settings', init);
  expect([answer.status, answer.body['code']]).toEqual([415, 'content_type_unsupported']);
});

it('answers malformed JSON with 400 wherever it is sent', async () => {
  for (const path of ['/api/v1/settings', '/api/v1/nowhere']) {
    const answer = await api.as(tenant, path, { method: 'PATCH', headers: json, body: '{"a":' });
    expect([answer.status, answer.body['code']]).toEqual([400, 'body_malformed']);
  }
});

it.each(['/api/v1/nowhere', '/nowhere', '/api/v1/account/%', '/t//api', '/%00', '/docs/api/../../../package.json'])(
  'answers %s, which is nowhere, with 404 and a problem',
  async (path) => {
    const answer = await api.request(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
  },
);

it('gives every answer the request id that its log line has', async () => {
  const { headers, body } = await api.as({ ...tenant, token: 'wrong' }, '/api/v1/account');
  const requestId = headers.get('x-request-id');
  expect(requestId).toMatch(/^req_[0-9a-z]{16,}$/);
  expect(body['request_id']).toBe(requestId);
  expect(api.log.filter((line) => line.includes(String(requestId)))).toHaveLength(1);
});

it('writes no token and no address of a tenant into its log', async () => {
  await api.as(tenant, '/api/v1/account');
  await api.request(`/t/${tenant.name}/api/v1/account?token=${tenant.token}`);
  const log = api.log.join('');
  expect(log).toContain('/api/v1/account');
  expect(log).not.toContain(tenant.token);
  expect(log).not.toContain(tenant.token.slice(-20));
});
