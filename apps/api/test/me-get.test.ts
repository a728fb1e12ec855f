import { type Role, roles, roleScopes } from '@parley/contract';
import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();

it.each(roles)('shows %s who they are and what they may do', async (role: Role) => {
  const member = await api.createMember(tenant, { role });
  const { status, body } = await api.asMember(member, '/api/v1/me');
  expect(status).toBe(200);
  expect(body).toEqual({
    tenant: tenant.name,
    member: {
      id: member.id,
      email: member.email,
      role,
      is_email_verified: false,
      created_at: expect.any(String),
      last_seen_at: expect.any(String),
    },
    scopes: [...roleScopes[role]],
    is_installation_operator: false,
  });
});

it.each([
  '',
  'parley=1',
  'parley-NAME=',
  'parley-NAME=par_login_nonsense',
  'parley-NAME=%E0%A4%A',
  'other=1; ; =; parley-NAME',
])('asks to log in where the cookies are %j', async (cookies) => {
  const cookie = cookies.replaceAll('NAME', tenant.name);
  const { status, body } = await api.asMember({ tenant, cookie }, '/api/v1/me');
  expect([status, body['code']]).toEqual([401, 'login_required']);
});

it('reads no login from a query or another header', async () => {
  const member = await api.createMember(tenant);
  const [name, clear = ''] = member.cookie.split('=');
  const headers = { 'x-parley-dashboard': '1' };
  const path = `/t/${tenant.name}/api/v1/me`;
  for (const answer of [
    await api.request(`${path}?${member.cookie}`, { headers }),
    await api.request(path, { headers: { ...headers, 'x-cookie': member.cookie, [`${name}`]: clear } }),
  ]) {
    expect(answer.status).toBe(401);
  }
  // A login is no token either.
  expect((await api.as({ ...tenant, token: clear }, '/api/v1/account')).body['code']).toBe('token_invalid');
});
