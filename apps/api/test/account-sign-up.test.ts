import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { askHost } from './ask-host.ts';
import { fromElsewhere } from './test-address.ts';
import { inDatabase } from './in-database.ts';
import { cookieIn, json, startTestApi, testPassword } from './test-api.ts';
import { codeIn, linkIn } from './test-mail.ts';

const api = await startTestApi();
const secure = await startTestApi({ settings: { PUBLIC_URL: 'https://parley.example' } });
const closed = await startTestApi({ settings: { SIGNUP: 'closed' } });

const newName = () => `s-${newId('ten').slice(-10)}`;
const addressOf = (name: string) => `owner@${name}.example`;
const signUp = (name: string, change: Record<string, unknown> = {}) =>
  api.request(
    '/api/v1/signup',
    fromElsewhere(json({ tenant: name, email: addressOf(name), password: testPassword, ...change })),
  );

it('makes a tenant on the trial plan with its owner, who is logged in', async () => {
  const name = newName();
  const answer = await signUp(name, { email: `OWNER@${name}.Example` });
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    tenant: name,
    url: `${api.ownOrigin}/t/${name}/`,
    member: {
      id: expect.stringMatching(/^mem_/),
      email: addressOf(name),
      role: 'owner',
      is_email_verified: false,
      created_at: expect.any(String),
      last_seen_at: expect.any(String),
    },
  });
  const owner = { tenant: { id: newId('ten'), name, token: '' }, cookie: cookieIn(answer) };
  const { body: me } = await api.asMember(owner, '/api/v1/me');
  expect(me).toMatchObject({ tenant: name, member: answer.body['member'], is_installation_operator: false });
  const { body: account } = await api.asMember(owner, '/api/v1/account');
  expect(account).toMatchObject({ name, plan: { id: 'trial', api_access: true } });
  const { body: audit } = await api.asMember(owner, '/api/v1/audit');
  const by = { kind: 'member', id: Object(answer.body['member']).id };
  const records = Array.isArray(audit['data']) ? audit['data'] : [];
  expect(records.map((record: { action: string }) => record.action).toSorted()).toEqual([
    'email.link_sent',
    'login.opened',
    'tenant.created',
  ]);
  for (const record of records) expect(record).toMatchObject({ by, address: expect.stringMatching(/^10\./) });
});

it('mails the link that verifies the address, and tells its code to nobody else', async () => {
  const name = newName();
  const answer = await signUp(name);
  const mail = await api.mailTo(addressOf(name));
  expect(linkIn(mail)).toBe(`${api.ownOrigin}/t/${name}/verify-address#${codeIn(mail)}`);
  expect(codeIn(mail)).toMatch(/^par_code_/);
  expect(JSON.stringify([answer.body, [...answer.headers]])).not.toContain('par_code_');
  const owner = { tenant: { name }, cookie: cookieIn(answer) };
  const verified = await api.asMember(owner, '/api/v1/verify-address', json({ code: codeIn(mail) }));
  expect([verified.status, verified.body]).toEqual([200, { email: addressOf(name) }]);
});

it.each(['parley', 'admin', 'www', 'xn--80ak6aa92e', 'par-live', 'whatsapp'])(
  'refuses the reserved name %s',
  async (name) => {
    const { status, body } = await signUp(name, { email: 'a@example.com' });
    expect([status, body['errors']]).toEqual([422, { tenant: ['is reserved'] }]);
  },
);

it.each(['ab', 'Acme', '-acme', 'acme-', 'a_b_c', 'a.b.c', 'äcme', 'a'.repeat(64), 'acme ', 'acme\n', ''])(
  'refuses the malformed name %j',
  async (name) => {
    const { status, body } = await signUp(name, { email: 'a@example.com' });
    expect([status, Object.keys(Object(body['errors']))]).toEqual([422, ['tenant']]);
  },
);

it.each([
  ['email', 'nobody'],
  ['email', 'a@b@c.example'],
  ['email', 'a@example.com\r\nBcc: b@example.com'],
  ['password', 'too-short'],
  ['password', 'x'.repeat(201)],
  ['role', 'owner'],
])('refuses a wrong %s, and names it', async (field, value) => {
  const { status, body } = await signUp(newName(), { [field]: value });
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, [field]]);
});

it('says of a name that somebody has, or had, that it is taken, and nothing more', async () => {
  const { name } = await api.createTenant();
  const gone = await api.createTenant();
  await api.store.forInstallation(({ deleteTenant }) => deleteTenant(gone));
  for (const taken of [name, gone.name]) {
    const { status, body, headers } = await signUp(taken);
    expect([status, body['errors'], headers.getSetCookie()]).toEqual([422, { tenant: ['is taken'] }, []]);
  }
});

it('gives a name to one of two who ask for it at once', async () => {
  const name = newName();
  const answers = await Promise.all(
    ['one', 'two', 'three'].map((who) => signUp(name, { email: `${who}@example.com` })),
  );
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 422, 422]);
  const rows = await inDatabase(
    api,
    'select email from members join tenants on tenants.id = tenant_id where name = $1',
    [name],
  );
  expect(rows).toHaveLength(1);
});

it('leaves nothing half made when something fails in the middle', async () => {
  const name = newName();
  await inDatabase(api, `alter table logins add constraint broken check (false) not valid`);
  const failed = await signUp(name);
  await inDatabase(api, `alter table logins drop constraint broken`);
  expect([failed.status, failed.headers.getSetCookie()]).toEqual([500, []]);
  expect((await signUp(name)).status).toBe(201);
  await api.mailTo(addressOf(name));
  expect(api.mails().filter(({ to }) => to === addressOf(name))).toHaveLength(1);
});

it('is there on the bare host only', async () => {
  const tenant = await api.createTenant();
  const body = { tenant: newName(), email: 'a@example.com', password: testPassword };
  const below = await api.request(`/t/${tenant.name}/api/v1/signup`, json(body));
  const host = `${tenant.name}.${new URL(api.ownOrigin).host}`;
  const at = await askHost(api.origin, { host, path: '/api/v1/signup', method: 'POST', body });
  expect([below.status, at.status]).toEqual([404, 404]);
});

it('gives a cookie that only this tenant, on this host, over https, can use', async () => {
  const name = newName();
  const answer = await secure.request(
    '/api/v1/signup',
    json({ tenant: name, email: addressOf(name), password: testPassword }),
  );
  const [cookie = ''] = answer.headers.getSetCookie();
  expect(cookie).toMatch(new RegExp(`^__Host-parley-${name}=par_login_`));
  expect(
    cookie
      .split('; ')
      .slice(1)
      .map((part) => part.replace(/=.*/, ''))
      .toSorted(),
  ).toEqual(['Expires', 'HttpOnly', 'Path', 'SameSite', 'Secure']);
  expect(cookie).toMatch(/; Path=\/(;|$)/);
  expect(cookie).toMatch(/; SameSite=Strict(;|$)/);
});

it('is closed where the installation says so', async () => {
  const body = { tenant: newName(), email: 'a@example.com', password: testPassword };
  const answer = await closed.request('/api/v1/signup', json(body));
  expect([answer.status, answer.body['code']]).toEqual([403, 'signup_closed']);
});
