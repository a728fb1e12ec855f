import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { doneBy } from './done-by.ts';
import { json, newEmail, startTestApi, type TestMember } from './test-api.ts';
import { codeIn, linkIn } from './test-mail.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);
const admin = await api.createMember(tenant, { role: 'admin' });

const invite = (as: TestMember, email: string, role: unknown = 'viewer') =>
  api.asMember(as, '/api/v1/invitations', json({ email, role }));

it('mails the link, and tells its code to nobody else: no answer, no event, no record', async () => {
  const email = newEmail();
  const answer = await invite(owner, email.toUpperCase());
  expect([answer.status, answer.body]).toMatchObject([201, { email, role: 'viewer' }]);
  const until = Date.parse(String(answer.body['expires_at'])) - Date.now();
  expect(Math.abs(until - 7 * 86_400_000)).toBeLessThan(60_000);

  const mail = await api.mailTo(email);
  expect(linkIn(mail)).toBe(`${api.ownOrigin}/t/${tenant.name}/invitation#${codeIn(mail)}`);
  expect(codeIn(mail)).toMatch(/^par_invite_/);
  const random = codeIn(mail).slice(-39);
  const rows = await inDatabase(
    api,
    `select events::text from events union all select audit_records::text from audit_records
     union all select invitations::text from invitations`,
  );
  const list = await api.asMember(owner, '/api/v1/invitations');
  expect(JSON.stringify([answer.body, [...answer.headers], rows, list.body, api.log])).not.toContain(random);
  expect((await doneBy(api, tenant, 'invitation.created')).at(-1)).toEqual({ kind: 'member', id: owner.id });
});

it('offers nobody a role that may more than whoever invites them', async () => {
  const limited = await api.createTenant({ scopes: ['members:manage'] });
  const answers = [
    await invite(admin, newEmail(), 'owner'),
    await api.as(limited, '/api/v1/invitations', json({ email: newEmail(), role: 'admin' })),
  ];
  for (const { status, body } of answers) expect([status, body['code']]).toEqual([403, 'scope_missing']);
  expect((await invite(admin, newEmail(), 'admin')).status).toBe(201);
});

it("does not let an admin put their own in place of an owner's", async () => {
  const email = newEmail();
  await invite(owner, email, 'owner');
  expect((await invite(admin, email, 'viewer')).body['code']).toBe('scope_missing');
  expect((await invite(owner, email, 'viewer')).status).toBe(201);
});

it('invites nobody who is a member', async () => {
  const { status, body } = await invite(owner, admin.email);
  expect([status, body['code']]).toEqual([409, 'member_exists']);
});

it('gives the last place once, also to two who are invited at once', async () => {
  const small = await api.createTenant({ planId: 'trial' });
  const alone = await api.createMember(small);
  const answers = await Promise.all([invite(alone, newEmail()), invite(alone, newEmail())]);
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 402]);
  expect(answers.find(({ status }) => status === 402)?.body['code']).toBe('plan_limit_reached');
});

it.each([
  ['email', { email: 'nobody', role: 'viewer' }],
  ['role', { email: 'a@example.com', role: 'king' }],
  ['password', { email: 'a@example.com', role: 'viewer', password: 'x' }],
])('refuses a wrong %s', async (field, body) => {
  const answer = await api.asMember(owner, '/api/v1/invitations', json(body));
  expect([answer.status, Object.keys(Object(answer.body['errors']))]).toEqual([422, [field]]);
});
