import { expect, it, vi } from 'vitest';
import { doneBy } from './done-by.ts';
import { cookieIn, json, newEmail, startTestApi, testPassword } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);
const admin = await api.createMember(tenant, { role: 'admin' });

const toAdd = (change: Record<string, unknown> = {}) =>
  json({ email: newEmail(), role: 'viewer', password: testPassword, ...change });

it('adds a member who can log in with the password they were told', async () => {
  const email = newEmail();
  const answer = await api.asMember(owner, '/api/v1/members', toAdd({ email: email.toUpperCase() }));
  expect([answer.status, answer.body]).toMatchObject([201, { email, role: 'viewer', is_email_verified: false }]);
  expect(JSON.stringify(answer.body)).not.toMatch(/par_|argon2/);
  expect((await api.logIn(tenant, { email, password: testPassword })).status).toBe(200);
  expect((await doneBy(api, tenant, 'member.added')).at(-1)).toEqual({ kind: 'member', id: owner.id });
});

it('lets nobody share a verified address by having chosen the password', async () => {
  const email = newEmail();
  await api.asMember(owner, '/api/v1/members', toAdd({ email }));
  const first = cookieIn(await api.logIn(tenant, { email, password: testPassword }));
  const send = (cookie: string) => api.asMember({ tenant, cookie }, '/api/v1/verify-address/send', json({}));
  expect((await send(first)).body['code']).toBe('password_not_own');
  expect(api.mails().filter(({ to }) => to === email)).toEqual([]);

  // Whoever knew the first one is out once it is changed, and only then is a link mailed.
  const second = cookieIn(await api.logIn(tenant, { email, password: testPassword }));
  const change = json({ current_password: testPassword, new_password: `${testPassword} of my own` });
  expect((await api.asMember({ tenant, cookie: second }, '/api/v1/password', change)).status).toBe(200);
  expect((await send(second)).status).toBe(202);
  await vi.waitFor(async () => expect((await send(first)).status).toBe(401), 5_000);
});

it('gives nobody a role that may more than whoever adds them', async () => {
  const withToken = await api.createTenant({ scopes: ['members:manage'] });
  const refused = [
    [await api.asMember(admin, '/api/v1/members', toAdd({ role: 'owner' })), ['billing:manage']],
    [await api.as(withToken, '/api/v1/members', toAdd({ role: 'admin' })), expect.arrayContaining(['tokens:manage'])],
    [await api.as(withToken, '/api/v1/members', toAdd({ role: 'viewer' })), expect.arrayContaining(['audit:read'])],
  ] as const;
  for (const [{ status, body }, scope] of refused) expect([status, body['errors']]).toMatchObject([403, { scope }]);
  expect((await api.as(withToken, '/api/v1/members')).body['data']).toEqual([]);
  expect((await api.asMember(admin, '/api/v1/members', toAdd({ role: 'admin' }))).status).toBe(201);
});

it("does not let an admin put a member in place of an owner's open invitation", async () => {
  const email = newEmail();
  await api.asMember(owner, '/api/v1/invitations', json({ email, role: 'owner' }));
  expect((await api.asMember(admin, '/api/v1/members', toAdd({ email }))).body['code']).toBe('scope_missing');
  expect((await api.asMember(owner, '/api/v1/members', toAdd({ email }))).status).toBe(201);
});

it('adds nobody twice', async () => {
  const answer = await api.asMember(owner, '/api/v1/members', toAdd({ email: admin.email.toUpperCase() }));
  expect([answer.status, answer.body['code']]).toEqual([409, 'member_exists']);
});

it('adds as many as the plan has room for', async () => {
  const free = await api.createTenant({ planId: 'free' });
  const alone = await api.createMember(free);
  const answer = await api.asMember(alone, '/api/v1/members', toAdd());
  expect([answer.status, answer.body['code']]).toEqual([402, 'plan_limit_reached']);
});

it.each([
  ['email', 'nobody'],
  ['role', 'king'],
  ['password', 'short'],
  ['is_email_verified', true],
])('refuses a wrong %s', async (field, value) => {
  const { status, body } = await api.asMember(owner, '/api/v1/members', toAdd({ [field]: value }));
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, [field]]);
});
