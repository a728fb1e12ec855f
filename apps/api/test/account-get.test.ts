import { request as httpRequest } from 'node:http';
import { idSchema } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();

it('shows the tenant and its plan', async () => {
  const { status, body } = await api.as(tenant, '/api/v1/account');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: tenant.id,
    name: tenant.name,
    time_zone: 'UTC',
    plan: { id: 'demo', api_access: true, requests_per_minute: 6_000, messages_per_day: 100_000 },
  });
  expect(idSchema('ten').safeParse(body['id']).success).toBe(true);
});

it.each([
  ['Access-Token', (token: string) => token],
  ['Authorization', (token: string) => `Bearer ${token}`],
  ['X-Api-Key', (token: string) => token],
])('takes the token in %s', async (header, write) => {
  const path = `/t/${tenant.name}/api/v1/account`;
  const { status } = await api.request(path, { headers: { [header]: write(tenant.token) } });
  expect(status).toBe(200);
});

it('finds the tenant by subdomain too', async () => {
  const { port } = new URL(api.origin);
  const headers = { host: `${tenant.name}.localhost:${port}`, 'access-token': tenant.token };
  const status = await new Promise((resolve) => {
    httpRequest({ host: '127.0.0.1', port, path: '/api/v1/account', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).end();
  });
  expect(status).toBe(200);
});

it('asks for a token when there is none, and reads none from the query', async () => {
  const path = `/t/${tenant.name}/api/v1/account`;
  for (const query of ['', `?access_token=${tenant.token}`, `?token=${tenant.token}`]) {
    const { status, body } = await api.request(path + query);
    expect([status, body['message'], body['code']]).toEqual([403, 'an Access-Token is required', 'token_missing']);
  }
});

it('answers a wrong, a foreign, an expired and a revoked token and an unknown tenant exactly alike', async () => {
  const other = await api.createTenant();
  const expired = await api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) =>
    tokens.create({ name: 'old', network: 'sandbox', scopes: [], expiresAt: new Date(Date.now() - 1_000) }),
  );
  const revoked = await api.store.forCaller(installationAuthor(tenant.id), async ({ tokens }) => {
    const created = await tokens.create({ name: 'gone', network: 'sandbox', scopes: [] });
    await tokens.revoke(created.token.id);
    return created;
  });
  const unknown = await api.createTenant();
  const tries: [string, string][] = [
    [tenant.name, 'nonsense'],
    [tenant.name, `${tenant.token.slice(0, -1)}${tenant.token.endsWith('0') ? '1' : '0'}`],
    [tenant.name, other.token],
    [tenant.name, expired.clear],
    [tenant.name, revoked.clear],
    [`not-${unknown.name}`, unknown.token],
    ['!', unknown.token],
  ];
  const answers = await Promise.all(
    tries.map(([name, token]) => api.as({ ...tenant, name, token }, '/api/v1/account')),
  );
  for (const { status, body } of answers) {
    const { request_id: requestId, ...rest } = body;
    expect(requestId).toMatch(/^req_/);
    expect([status, rest]).toEqual([403, { message: 'invalid Access-Token', code: 'token_invalid' }]);
  }
});

it('says so when the plan has no API access', async () => {
  const free = await api.createTenant({ planId: 'free' });
  const { status, body } = await api.as(free, '/api/v1/account');
  expect([status, body['message']]).toEqual([403, 'your plan does not include API access']);
});

it('asks the dashboard to log in, in place of a token', async () => {
  const { status, body } = await api.request(`/t/${tenant.name}/api/v1/account`, {
    headers: { 'x-parley-dashboard': '1' },
  });
  expect([status, body['code']]).toEqual([401, 'login_required']);
});

it('has nothing on the bare host without a tenant', async () => {
  const { status, body } = await api.request('/api/v1/account', { headers: { 'access-token': tenant.token } });
  expect([status, body['code']]).toEqual([404, 'not_found']);
});

it('names a field it does not know', async () => {
  const { status, body } = await api.as(tenant, '/api/v1/account?verbose=1');
  expect([status, body['errors']]).toEqual([422, { verbose: ['is not a field of this operation'] }]);
});
