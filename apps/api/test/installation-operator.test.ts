import { expect, it } from 'vitest';
import { fromElsewhere } from './test-address.ts';
import { cookieIn, json, startTestApi, testPassword, type Answer, type TestTenant } from './test-api.ts';
import { codeIn } from './test-mail.ts';

const api = await startTestApi({ settings: { OPERATOR_EMAILS: 'Boss@Example.com, second@example.com' } });

type Who = { tenant: Pick<TestTenant, 'name'>; cookie: string };

const isOperator = async (who: Who) => {
  const { status, body } = await api.asMember(who, '/api/v1/me');
  return [status, body['is_installation_operator']];
};

const verify = (who: Who, code: string) => api.asMember(who, '/api/v1/verify-address', json({ code }));

const signUp = (name: string, email: string): Promise<Answer> =>
  api.request('/api/v1/signup', fromElsewhere(json({ tenant: name, email, password: testPassword })));

it('is a member of any tenant whose listed address is verified, in whatever case it was typed', async () => {
  const who = { tenant: { name: 'boss-tenant' }, cookie: cookieIn(await signUp('boss-tenant', 'BOSS@example.COM')) };
  expect(await isOperator(who)).toEqual([200, false]);
  const code = codeIn(await api.mailTo('boss@example.com'));
  await verify(who, code);
  expect(await isOperator(who)).toEqual([200, true]);
});

it('is nobody who only says so: signing up, being invited or being added shows no code to whoever does it', async () => {
  const tenant = await api.createTenant();
  const attacker = await api.createMember(tenant);
  const answers = [
    await signUp('fake-boss', 'second@example.com'),
    await api.asMember(attacker, '/api/v1/invitations', json({ email: 'second@example.com', role: 'viewer' })),
    await api.asMember(
      attacker,
      '/api/v1/members',
      json({ email: 'second@example.com', role: 'viewer', password: testPassword }),
    ),
    await api.asMember(attacker, '/api/v1/invitations'),
    await api.asMember(attacker, '/api/v1/audit'),
    await api.asMember(attacker, '/api/v1/members'),
  ];
  for (const { status, body } of answers) {
    expect([200, 201]).toContain(status);
    expect(JSON.stringify(body)).not.toMatch(/par_(?:code|invite)_|#/);
  }
  const fake = { tenant: { name: 'fake-boss' }, cookie: cookieIn(answers[0] ?? (await signUp('x', ''))) };
  expect(await isOperator(fake)).toEqual([200, false]);

  const login = await api.logIn(tenant, { email: 'second@example.com', password: testPassword });
  expect(await isOperator({ tenant, cookie: cookieIn(login) })).toEqual([200, false]);
});

it('is nobody who took the address first, though the one it belongs to follows the link', async () => {
  const thief = {
    tenant: { name: 'thief-tenant' },
    cookie: cookieIn(await signUp('thief-tenant', 'second@example.com')),
  };
  const code = codeIn(await api.mailTo('second@example.com', 3));
  const real = { tenant: { name: 'real-tenant' }, cookie: cookieIn(await signUp('real-tenant', 'second@example.com')) };
  for (const who of [{ ...thief, cookie: '' }, { ...thief, cookie: real.cookie }, real]) await verify(who, code);
  expect(await isOperator(thief)).toEqual([200, false]);
});

it('is no operator of the installation for being an owner with a verified address', async () => {
  const who = {
    tenant: { name: 'other-tenant' },
    cookie: cookieIn(await signUp('other-tenant', 'boss@example.com.evil.example')),
  };
  const code = codeIn(await api.mailTo('boss@example.com.evil.example'));
  await verify(who, code);
  expect(await isOperator(who)).toEqual([200, false]);
});
