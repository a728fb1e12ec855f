import { expect, it } from 'vitest';
import { json, startTestApi } from './test-api.ts';

const api = await startTestApi();
const another = await api.startAnother();

it('says in every answer to a token what its plan allows and what is left of it', async () => {
  const tenant = await api.createTenant({ planId: 'trial' });
  const { status, headers } = await api.as(tenant, '/api/v1/account');
  expect([status, headers.get('ratelimit-policy'), headers.get('ratelimit')]).toEqual([
    200,
    '"requests";q=60;w=60',
    '"requests";r=59;t=1',
  ]);
});

it('counts what is refused for want of a scope, too', async () => {
  const tenant = await api.createTenant({ scopes: [] });
  const { status, headers } = await api.as(tenant, '/api/v1/audit');
  expect([status, headers.get('ratelimit')]).toEqual([403, '"requests";r=5999;t=1']);
});

it('lets a token ask as often as its plan says, by whichever process, and then tells it when to come back', async () => {
  // A token that may do nothing is counted and refused by the guard: no handler is kept busy.
  const tenant = await api.createTenant({ planId: 'trial', scopes: [] });
  const startedAt = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, turn) => (turn % 2 === 0 ? api : another).as(tenant, '/api/v1/audit')),
  );
  const refilled = Math.floor((performance.now() - startedAt) / 1_000);
  const allowed = answers.filter(({ body }) => body['code'] === 'scope_missing').length;
  expect(allowed).toBeGreaterThanOrEqual(60);
  expect(allowed).toBeLessThanOrEqual(60 + refilled);

  const refused = answers.filter(({ body }) => body['code'] !== 'scope_missing');
  for (const { status, headers, body } of refused) {
    expect(status).toBe(429);
    expect(body).toMatchObject({ code: 'rate_limited', status: 429, retryable: true });
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('ratelimit-policy')).toBe('"requests";q=60;w=60');
    expect(headers.get('ratelimit')).toMatch(/^"requests";r=0;t=60$/);
  }
  // Its neighbour is not held up.
  expect((await api.as(await api.createTenant({ planId: 'trial' }), '/api/v1/account')).status).toBe(200);
});

it('counts each login of the dashboard by itself', async () => {
  const tenant = await api.createTenant();
  const members = [await api.createMember(tenant), await api.createMember(tenant)];
  for (const member of members) {
    const { status, headers } = await api.asMember(member, '/api/v1/me');
    expect([status, headers.get('ratelimit-policy'), headers.get('ratelimit')]).toEqual([
      200,
      '"requests";q=600;w=60',
      '"requests";r=599;t=1',
    ]);
  }
});

it('reads a token from the three headers, and never from a query or a body', async () => {
  const { name, token } = await api.createTenant();
  const asked = (path: string, init?: RequestInit) => api.request(`/t/${name}/api/v1${path}`, init);
  const given: Record<string, string>[] = [
    { 'access-token': token },
    { authorization: `Bearer ${token}` },
    { 'x-api-key': token },
  ];
  for (const headers of given) expect((await asked('/account', { headers })).status).toBe(200);

  const elsewhere = [
    await asked(`/account?access_token=${token}`),
    await asked(`/account?access-token=${token}&token=${token}`),
    await asked('/settings', json({ access_token: token, time_zone: 'Europe/Berlin' }, 'PATCH')),
  ];
  for (const { status, body } of elsewhere) expect([status, body['code']]).toEqual([403, 'token_missing']);
});

it('counts the requests of a token whose plan has no API access', async () => {
  const free = await api.createTenant({ planId: 'free' });
  const answers = await Promise.all(Array.from({ length: 80 }, () => api.as(free, '/api/v1/account')));
  const codes = new Set(answers.map(({ body }) => body['code']));
  expect(codes).toEqual(new Set(['api_access_missing', 'rate_limited']));
});

it('lets a tenant walk through its audit log as often as the limit says, whoever asks', async () => {
  const tenant = await api.createTenant();
  const member = await api.createMember(tenant);
  const walks = [];
  for (let turn = 0; turn < 4; turn += 1) {
    walks.push(await api.as(tenant, '/api/v1/audit/verify'), await api.asMember(member, '/api/v1/audit/export'));
  }
  expect(walks.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
});
