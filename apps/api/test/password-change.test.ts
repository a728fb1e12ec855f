import { expect, it, vi } from 'vitest';
import { doneBy } from './done-by.ts';
import { cookieIn, json, startTestApi, testPassword, type TestMember } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const newPassword = `${testPassword}-2`;

const logIn = ({ email }: TestMember, password: string) => api.logIn(tenant, { email, password });

const change = (member: Pick<TestMember, 'tenant' | 'cookie'>, current: unknown, next: unknown) =>
  api.asMember(member, '/api/v1/password', json({ current_password: current, new_password: next }));

it('closes all other logins and keeps the one it is done from', async () => {
  const member = await api.createMember(tenant);
  const other = { tenant, cookie: cookieIn(await logIn(member, testPassword)) };
  const answer = await change(member, testPassword, newPassword);
  expect([answer.status, answer.body]).toEqual([200, { closed: 1 }]);
  await vi.waitFor(async () => expect((await api.asMember(other, '/api/v1/me')).status).toBe(401), 5_000);
  expect((await api.asMember(member, '/api/v1/me')).status).toBe(200);
  expect([(await logIn(member, testPassword)).status, (await logIn(member, newPassword)).status]).toEqual([401, 200]);
  expect(await doneBy(api, tenant, 'password.changed')).toEqual([{ kind: 'member', id: member.id }]);
});

it('needs the current password, and changes nothing without', async () => {
  const member = await api.createMember(tenant);
  const { status, body } = await change(member, 'not-the-password', newPassword);
  expect([status, body['errors']]).toEqual([422, { current_password: ['is wrong'] }]);
  expect([(await logIn(member, newPassword)).status, (await logIn(member, testPassword)).status]).toEqual([401, 200]);
});

it("leaves a colleague's password and logins alone", async () => {
  const [member, colleague] = [await api.createMember(tenant), await api.createMember(tenant)];
  await change(member, testPassword, newPassword);
  expect((await api.asMember(colleague, '/api/v1/me')).status).toBe(200);
  expect((await logIn(colleague, testPassword)).status).toBe(200);
});

it('takes the same letters for the same password, however they were typed', async () => {
  const member = await api.createMember(tenant);
  await change(member, testPassword, 'Käsebrötchen ①'.normalize('NFC'));
  expect((await logIn(member, 'Käsebrötchen 1'.normalize('NFD'))).status).toBe(200);
});

it.each([
  ['short', 'new_password'],
  ['x'.repeat(201), 'new_password'],
  [7, 'new_password'],
])('refuses %s for a password', async (next, field) => {
  const member = await api.createMember(tenant);
  const { status, body } = await change(member, testPassword, next);
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, [field]]);
});
