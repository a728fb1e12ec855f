import { expect, it } from 'vitest';
import { fromElsewhere } from './test-address.ts';
import { inDatabase } from './in-database.ts';
import { doneBy } from './done-by.ts';
import { cookieIn, json, newEmail, startTestApi, testPassword, type TestTenant } from './test-api.ts';
import { codeIn } from './test-mail.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const rival = await api.createTenant();
const owner = await api.createMember(tenant);

const invite = async (email = newEmail(), count = 1) => {
  await api.asMember(owner, '/api/v1/invitations', json({ email, role: 'operator' }));
  return { email, code: codeIn(await api.mailTo(email, count)) };
};

const accept = (code: string, at: TestTenant = tenant, password: unknown = testPassword) =>
  api.request(`/t/${at.name}/api/v1/invitations/${code}/accept`, fromElsewhere(json({ password })));

it('makes a member with a verified address, logged in, once', async () => {
  const { email, code } = await invite();
  const answer = await accept(code);
  expect([answer.status, answer.body]).toMatchObject([201, { email, role: 'operator', is_email_verified: true }]);
  const { body: me } = await api.asMember({ tenant, cookie: cookieIn(answer) }, '/api/v1/me');
  expect(me).toMatchObject({ tenant: tenant.name, member: { email } });
  expect((await accept(code)).body['code']).toBe('code_invalid');
  const by = { kind: 'member', id: answer.body['id'] };
  expect([await doneBy(api, tenant, 'member.joined'), await doneBy(api, tenant, 'login.opened')]).toEqual([
    [by],
    expect.arrayContaining([by]),
  ]);
});

it('makes one member of two who follow the same link at once', async () => {
  const { email, code } = await invite();
  const answers = await Promise.all([accept(code), accept(code)]);
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 410]);
  expect(await inDatabase(api, 'select id from members where email = $1', [email])).toHaveLength(1);
});

it('works at its tenant only, for 7 days, and only as the newest', async () => {
  const { email, code } = await invite();
  expect((await accept(code, rival)).body['code']).toBe('code_invalid');
  const { code: newer } = await invite(email, 2);
  expect((await accept(code)).body['code']).toBe('code_invalid');
  await inDatabase(api, `update invitations set expires_at = now() where email = $1`, [email]);
  const late = await accept(newer);
  expect([late.status, late.body['code'], late.headers.getSetCookie()]).toEqual([410, 'code_invalid', []]);
  expect(await inDatabase(api, 'select id from members where email = $1', [email])).toEqual([]);
});

it('leaves the link good when the password is refused, and logs it nowhere', async () => {
  const { code } = await invite();
  const { status, body } = await accept(code, tenant, 'short');
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, ['password']]);
  expect(api.log.join('\n')).not.toContain(code.slice(-39));
  expect((await accept(code)).status).toBe(201);
});

it('takes no role and no address from whoever follows it', async () => {
  const { code } = await invite();
  const init = fromElsewhere(json({ password: testPassword, role: 'owner', email: 'me@example.com' }));
  const answer = await api.request(`/t/${tenant.name}/api/v1/invitations/${code}/accept`, init);
  expect([answer.status, Object.keys(Object(answer.body['errors']))]).toEqual([422, ['role', 'email']]);
});

it.each(['nonsense', '%00', `par_invite_${'0'.repeat(26)}_${'0'.repeat(39)}`])(
  'refuses the made-up code %s',
  async (code) => {
    const { status, body } = await accept(code);
    expect([status, body['code']]).toEqual([410, 'code_invalid']);
  },
);

it.each([
  ['removed', { method: 'DELETE' }],
  ['given another role', { ...json({ role: 'viewer' }), method: 'PATCH' }],
])('takes back what a member offered who is %s', async (_, change) => {
  const crowded = await api.createTenant();
  const [boss, admin] = [await api.createMember(crowded), await api.createMember(crowded, { role: 'admin' })];
  const email = newEmail();
  await api.asMember(admin, '/api/v1/invitations', json({ email, role: 'admin' }));
  const code = codeIn(await api.mailTo(email));
  expect((await api.asMember(boss, `/api/v1/members/${admin.id}`, change)).status).toBe(200);
  expect((await accept(code, crowded)).body['code']).toBe('code_invalid');
});
