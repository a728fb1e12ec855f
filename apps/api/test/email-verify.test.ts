import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { doneBy } from './done-by.ts';
import { json, startTestApi, type TestMember } from './test-api.ts';
import { codeIn } from './test-mail.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const rival = await api.createTenant();

const codeFor = async (member: TestMember): Promise<string> => {
  await api.asMember(member, '/api/v1/verify-address/send', json({}));
  return codeIn(await api.mailTo(member.email));
};

const verify = (member: TestMember, code: string) => api.asMember(member, '/api/v1/verify-address', json({ code }));

const isVerified = async (member: TestMember) =>
  Object((await api.asMember(member, '/api/v1/me')).body['member']).is_email_verified;

it('verifies the address of the member the link was mailed to, once', async () => {
  const member = await api.createMember(tenant);
  const code = await codeFor(member);
  expect(await isVerified(member)).toBe(false);
  const answer = await verify(member, code);
  expect([answer.status, answer.body]).toEqual([200, { email: member.email }]);
  expect(await isVerified(member)).toBe(true);
  expect((await verify(member, code)).body['code']).toBe('code_invalid');
  expect(await isVerified(member)).toBe(true);
  expect(await doneBy(api, tenant, 'email.verified')).toEqual([{ kind: 'member', id: member.id }]);
});

it('works for 7 days, and for the login of its own member only', async () => {
  const member = await api.createMember(tenant);
  const code = await codeFor(member);
  for (const other of [await api.createMember(tenant), await api.createMember(rival)]) {
    expect((await verify(other, code)).body['code']).toBe('code_invalid');
    expect(await isVerified(other)).toBe(false);
  }
  await inDatabase(api, 'update mailed_codes set expires_at = now()');
  expect((await verify(member, code)).body['code']).toBe('code_invalid');
  expect(await isVerified(member)).toBe(false);
});

it('does not let whoever reads the mail vouch for the login of somebody who took their address', async () => {
  const member = await api.createMember(tenant);
  const code = await codeFor(member);
  const { status, body } = await api.request(`/t/${tenant.name}/api/v1/verify-address`, {
    ...json({ code }),
    headers: { 'content-type': 'application/json', 'x-parley-dashboard': '1', origin: api.ownOrigin },
  });
  expect([status, body['code']]).toEqual([401, 'login_required']);
  expect(await isVerified(member)).toBe(false);
});

it.each(['', 'nonsense', `par_code_${'0'.repeat(26)}_${'0'.repeat(39)}`, 'x'.repeat(200)])(
  'answers the made-up code %j like one that is over',
  async (code) => {
    const { status, body } = await verify(await api.createMember(await api.createTenant()), code);
    expect([status, body['code']]).toEqual([410, 'code_invalid']);
  },
);

it('refuses what cannot be a code', async () => {
  const member = await api.createMember(await api.createTenant());
  for (const body of [{}, { code: 7 }, { code: 'x'.repeat(201) }]) {
    const { status } = await api.asMember(member, '/api/v1/verify-address', json(body));
    expect(status).toBe(422);
  }
});
