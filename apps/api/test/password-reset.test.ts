import { expect, it, vi } from 'vitest';
import { fromElsewhere } from './test-address.ts';
import { inDatabase } from './in-database.ts';
import { doneBy } from './done-by.ts';
import { json, startTestApi, testPassword, type TestMember, type TestTenant } from './test-api.ts';
import { codeIn } from './test-mail.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const rival = await api.createTenant();
const newPassword = `${testPassword}-2`;

const ask = (at: TestTenant, path: string, body: unknown) =>
  api.request(`/t/${at.name}${path}`, fromElsewhere(json(body)));

const codeFor = async ({ email }: TestMember): Promise<string> => {
  await ask(tenant, '/api/v1/password/forgotten', { email });
  return codeIn(await api.mailTo(email));
};

const reset = (code: string, at = tenant) => ask(at, '/api/v1/password/reset', { code, new_password: newPassword });

const passwordsOf = async ({ email }: TestMember) => {
  const statuses = [];
  for (const password of [testPassword, newPassword]) {
    statuses.push((await api.logIn(tenant, { email, password })).status);
  }
  return statuses;
};

it('sets the password, once, closes all logins and shows that mail is received', async () => {
  const member = await api.createMember(tenant);
  const code = await codeFor(member);
  const answer = await reset(code);
  expect([answer.status, answer.body, answer.headers.getSetCookie()]).toEqual([200, { email: member.email }, []]);
  expect(await passwordsOf(member)).toEqual([401, 200]);
  await vi.waitFor(async () => expect((await api.asMember(member, '/api/v1/me')).status).toBe(401), 5_000);
  const again = await reset(code);
  expect([again.status, again.body['code']]).toEqual([410, 'code_invalid']);
  expect(await inDatabase(api, 'select email from members where email_verified_at is not null')).toContainEqual({
    email: member.email,
  });
  expect(await doneBy(api, tenant, 'password.reset')).toEqual([{ kind: 'member', id: member.id }]);
});

it('works for an hour', async () => {
  const member = await api.createMember(tenant);
  const code = await codeFor(member);
  const [left] = await inDatabase(
    api,
    'select extract(epoch from max(expires_at) - now())::int as seconds from mailed_codes',
  );
  expect(Math.abs(Number(left?.['seconds']) - 3_600)).toBeLessThan(60);
  await inDatabase(api, `update mailed_codes set expires_at = now()`);
  expect((await reset(code)).status).toBe(410);
  expect(await passwordsOf(member)).toEqual([200, 401]);
});

it('works at its own tenant only, and is still good there', async () => {
  const member = await api.createMember(tenant);
  const twin = await api.createMember(rival, { email: member.email });
  const code = await codeFor(member);
  expect((await reset(code, rival)).status).toBe(410);
  expect((await api.logIn(rival, twin)).status).toBe(200);
  expect((await reset(code)).status).toBe(200);
});

it('does not work with a code that was mailed for something else, or never', async () => {
  const member = await api.createMember(tenant);
  await api.asMember(member, '/api/v1/verify-address/send', json({}));
  const verifying = codeIn(await api.mailTo(member.email));
  const mistyped = `${verifying.slice(0, -1)}${verifying.endsWith('0') ? '1' : '0'}`;
  for (const code of [verifying, mistyped, '', 'x'.repeat(200), member.cookie.split('=')[1] ?? '', tenant.token]) {
    expect((await reset(code)).body['code'], code).toBe('code_invalid');
  }
  expect(await passwordsOf(member)).toEqual([200, 401]);
});

it('leaves the code good when the new password is refused', async () => {
  const member = await api.createMember(tenant);
  const code = await codeFor(member);
  const answer = await ask(tenant, '/api/v1/password/reset', { code, new_password: 'short' });
  expect([answer.status, Object.keys(Object(answer.body['errors']))]).toEqual([422, ['new_password']]);
  expect((await reset(code)).status).toBe(200);
});
