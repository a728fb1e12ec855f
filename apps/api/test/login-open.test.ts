import { no, toUuid } from '@parley/contract';
import { hashPassword, parseSecret, type Store } from '@parley/store';
import { expect, it } from 'vitest';
import { logIn as tryLogIn } from '../src/logins/open-login.ts';
import { askHost } from './ask-host.ts';
import { fromElsewhere } from './test-address.ts';
import { inDatabase } from './in-database.ts';
import { doneBy } from './done-by.ts';
import { type Answer, cookieIn, json, startTestApi, testPassword, type TestTenant } from './test-api.ts';

const api = await startTestApi();
const secure = await startTestApi({ settings: { PUBLIC_URL: 'https://parley.example' } });
const tenant = await api.createTenant();
const rival = await api.createTenant();
const owner = await api.createMember(tenant);

const logIn = (at: Pick<TestTenant, 'name'>, email: string, password = testPassword): Promise<Answer> =>
  api.logIn(at, { email, password });

const cookiesIn = ({ headers }: Answer) => headers.getSetCookie();

it('lets in who knows the password, and says who they are, not by what', async () => {
  const answer = await logIn(tenant, owner.email);
  expect([answer.status, answer.body]).toMatchObject([200, { id: owner.id, email: owner.email, role: 'owner' }]);
  expect(JSON.stringify(answer.body)).not.toContain('par_login_');
  expect((await api.asMember({ tenant, cookie: cookieIn(answer) }, '/api/v1/me')).status).toBe(200);
  const by = await doneBy(api, tenant, 'login.opened');
  expect(by.at(-1)).toEqual({ kind: 'member', id: owner.id });
});

it('takes the address in any case and the password in exactly one', async () => {
  expect((await logIn(tenant, ` ${owner.email.toUpperCase()} `)).status).toBe(200);
  expect((await logIn(tenant, owner.email, testPassword.toUpperCase())).status).toBe(401);
});

it('gives a cookie that no script reads, no other site sends, and whose name carries the tenant', async () => {
  const [cookie = ''] = cookiesIn(await logIn(tenant, owner.email));
  expect(cookie).toMatch(
    new RegExp(`^parley-${tenant.name}=par_login_[^;]+; Path=/; Expires=[^;]+; HttpOnly; SameSite=Strict$`),
  );
  const until = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '');
  expect(Math.abs(until - Date.now() - 30 * 86_400_000)).toBeLessThan(60_000);
});

it('gives a cookie bound to the host and to https where the page is https', async () => {
  const acme = await secure.createTenant();
  const { email, password } = await secure.createMember(acme);
  const byPath = await secure.logIn(acme, { email, password });
  const host = `${acme.name}.parley.example`;
  const bySubdomain = await askHost(secure.origin, {
    host,
    path: '/api/v1/login',
    method: 'POST',
    body: { email, password },
  });
  const [atPath = '', atSubdomain = ''] = [byPath, bySubdomain].flatMap(cookiesIn);
  expect(atPath).toMatch(new RegExp(`^__Host-parley-${acme.name}=`));
  expect(atSubdomain).toMatch(/^__Host-parley=/);
  for (const cookie of [atPath, atSubdomain]) {
    expect(cookie).toMatch(/; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/);
    expect(cookie).not.toMatch(/domain/i);
  }
  const me = { path: '/api/v1/me', headers: { cookie: cookieIn(bySubdomain), 'x-parley-dashboard': '1' } };
  expect((await askHost(secure.origin, { ...me, host })).status).toBe(200);
  // Without the prefix the browser promises nothing: another host of ours could have set it.
  const bare = { cookie: cookieIn(bySubdomain).replace('__Host-', ''), 'x-parley-dashboard': '1' };
  expect((await askHost(secure.origin, { ...me, host, headers: bare })).status).toBe(401);
});

it('keeps two tenants apart in one browser', async () => {
  const guest = await api.createMember(rival, { email: owner.email, role: 'viewer' });
  const both = `${cookieIn(await logIn(tenant, owner.email))}; ${cookieIn(await logIn(rival, guest.email))}`;
  const [here, there] = [
    await api.asMember({ tenant, cookie: both }, '/api/v1/me'),
    await api.asMember({ tenant: rival, cookie: both }, '/api/v1/me'),
  ];
  expect([here.body, there.body]).toMatchObject([
    { tenant: tenant.name, member: { role: 'owner' } },
    { tenant: rival.name, member: { role: 'viewer' } },
  ]);
});

it("is no login at another tenant's address, under whatever name its cookie comes", async () => {
  const cookie = cookieIn(await logIn(tenant, owner.email));
  const renamed = cookie.replace(`parley-${tenant.name}`, `parley-${rival.name}`);
  const host = `${rival.name}.${new URL(api.ownOrigin).host}`;
  const bare = cookie.replace(`parley-${tenant.name}`, 'parley');
  const answers = [
    await api.asMember({ tenant: rival, cookie }, '/api/v1/me'),
    await api.asMember({ tenant: rival, cookie: renamed }, '/api/v1/me'),
    await askHost(api.origin, { host, path: '/api/v1/me', headers: { cookie: bare, 'x-parley-dashboard': '1' } }),
    await api.asMember({ tenant, cookie: cookie.replace('par_login_', 'par_live_') }, '/api/v1/me'),
  ];
  expect(answers.map(({ status, body }) => [status, body['code']])).toEqual(answers.map(() => [401, 'login_required']));
});

/** The ways in which a login may be wrong. */
const wrongWays = (): [name: string, email: string, password: string][] => [
  [tenant.name, owner.email, 'wrong-password'],
  [tenant.name, 'nobody@example.com', testPassword],
  [rival.name, 'nobody@example.com', testPassword],
  [`not-${tenant.name}`, owner.email, testPassword],
  ['!', owner.email, testPassword],
];

it('answers a wrong password, an unknown address and an unknown tenant alike', async () => {
  for (const [name, email, password] of wrongWays()) {
    const { status, body, headers } = await logIn({ name }, email, password);
    expect(headers.getSetCookie()).toEqual([]);
    expect([status, { ...body, request_id: 'any' }]).toEqual([
      401,
      {
        message: 'The email address or the password is wrong.',
        code: 'login_refused',
        status: 401,
        retryable: false,
        action: expect.any(String),
        request_id: 'any',
        type: expect.any(String),
        title: expect.any(String),
      },
    ]);
  }
});

it('takes the same steps for all of them: as many reads, and a password is hashed in each', async () => {
  const hashMs = await leastCpuMs(() => hashPassword(testPassword));
  const steps = [];
  for (const [name, email, password] of wrongWays()) {
    const doors: string[] = [];
    const counting: Store = {
      ...api.store,
      forTenant: (...asked) => (doors.push('tenant'), api.store.forTenant(...asked)),
      forCaller: (...asked) => (doors.push('caller'), api.store.forCaller(...asked)),
      forInstallation: (...asked) => (doors.push('installation'), api.store.forInstallation(...asked)),
    };
    const visitor = {
      tenant: { name, origin: api.ownOrigin, path: `/t/${name}` },
      address: '10.2.1.1',
      requestId: 'req_',
    };
    expect(await tryLogIn(counting, visitor, { email, password })).toEqual(no('login_refused'));
    steps.push(doors);
    expect(await leastCpuMs(() => tryLogIn(api.store, visitor, { email, password }))).toBeGreaterThan(hashMs / 2);
  }
  expect(steps).toEqual(steps.map(() => ['installation', 'tenant']));
});

/** The least of several, so that what else the process does at the time counts for nothing. */
const leastCpuMs = async (work: () => Promise<unknown>): Promise<number> => {
  const costs = [];
  for (let round = 0; round < 5; round += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1_000);
  }
  return Math.min(...costs);
};

it('ends after 7 days unseen and after 30 days in any case', async () => {
  for (const [field, days] of [
    ['last_seen_at', 7],
    ['created_at', 30],
  ] as const) {
    const cookie = cookieIn(await logIn(tenant, owner.email));
    const login = parseSecret(cookie.split('=')[1] ?? '', ['login']);
    await inDatabase(
      api,
      `update logins set ${field} = now() - $2 * interval '1 day' - interval '1 second' where id = $1`,
      [toUuid(login?.id ?? 'log_'), days],
    );
    expect((await api.asMember({ tenant, cookie }, '/api/v1/me')).status, field).toBe(401);
  }
});

it.each([
  ['{}', ['email', 'password']],
  ['{"email":"a@example.com","password":""}', ['password']],
  ['{"email":"a@example.com","password":7}', ['password']],
  [`{"email":"a@example.com","password":"${'x'.repeat(201)}"}`, ['password']],
  ['{"email":"a@example.com","password":"x","tenant":"acme"}', ['tenant']],
])('refuses %s', async (body, fields) => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const answer = await api.request(`/t/${tenant.name}/api/v1/login`, fromElsewhere(init));
  expect([answer.status, Object.keys(Object(answer.body['errors']))]).toEqual([422, fields]);
});

it('is not there on the bare host', async () => {
  const answer = await api.request('/api/v1/login', json({ email: owner.email, password: testPassword }));
  expect(answer.status).toBe(404);
});
