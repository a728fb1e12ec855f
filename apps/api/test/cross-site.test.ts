import { isWrite, newId, operations, type Operation } from '@parley/contract';
import { describe, expect, it } from 'vitest';
import { askHost } from './ask-host.ts';
import { fromElsewhere } from './test-address.ts';
import { inDatabase } from './in-database.ts';
import { json, startTestApi, testPassword, type TestMember } from './test-api.ts';

// What a page that is not ours can make a browser send, with the cookie of somebody who is logged in. `SameSite`
// would keep most of it back; here nothing leans on that.

const api = await startTestApi();
const tenant = await api.createTenant();
const own = new URL(api.ownOrigin);

const all: readonly Operation[] = operations;
const writes = all.filter(isWrite);
const byCookie = writes
  .filter(({ caller }) => caller !== 'visitor')
  .map((operation) => [operation.name, operation] as const);
const byAnybody = writes
  .filter(({ caller }) => caller === 'visitor')
  .map((operation) => [operation.name, operation] as const);

/** A body each of them would take, as far as it matters; the ids are of nobody. */
const body = { email: 'new@example.com', role: 'viewer', password: testPassword, tenant: 'new-tenant', name: 'new' };

const pathOf = ({ http: { path, isOnBareHost } }: Operation): string => {
  const ids = {
    tokens: newId('tok'),
    members: newId('mem'),
    invitations: newId('inv'),
    messages: newId('msg'),
    batches: newId('bat'),
  };
  const [, id = ''] = Object.entries(ids).find(([noun]) => path.includes(`/${noun}/`)) ?? [];
  const filled = path.replace('{id}', id).replace('{code}', 'par_invite_x');
  return isOnBareHost ? filled : `/t/${tenant.name}${filled}`;
};

const send = (operation: Operation, headers: Record<string, string>) => {
  const { method } = operation.http;
  const isBodied = method === 'post' || method === 'patch';
  const init = isBodied ? json(body, method.toUpperCase()) : { method: method.toUpperCase() };
  const given = Object.fromEntries(new Headers(init.headers));
  return api.request(pathOf(operation), fromElsewhere({ ...init, headers: { ...given, ...headers } }));
};

/** Every write leaves a record, so that where there is no new one nothing was changed. */
const countChanges = async () => {
  const [row] = await inDatabase(
    api,
    `select (select count(*) from audit_records)::int + (select count(*) from tenants)::int as count`,
  );
  return Number(row?.['count']);
};

const fromOurPage = ({ cookie }: TestMember) => ({ cookie, origin: api.ownOrigin, 'x-parley-dashboard': '1' });

const foreignPages: [string, Record<string, string>][] = [
  ['names another origin', { origin: 'https://evil.example' }],
  ['names no origin, as a sandboxed frame does', { origin: 'null' }],
  ['names an empty origin', { origin: '' }],
  ['is at a sibling subdomain', { origin: `${own.protocol}//evil.${own.host}` }],
  ['is at our host by another scheme', { origin: `https://${own.host}` }],
  ['is at another port of our host', { origin: `${own.protocol}//${own.hostname}:1` }],
  ['is at a host that begins like ours', { origin: `${own.protocol}//${own.host}.evil.example` }],
  ['is at another site', { 'sec-fetch-site': 'cross-site' }],
  ['is at the same site', { 'sec-fetch-site': 'same-site' }],
  ['is none, but a link or a bookmark', { 'sec-fetch-site': 'visitor' }],
];

describe.each(byCookie)('%s, which a cookie lets in', (_, operation) => {
  it('is refused for every page that is not ours, and changes nothing', async () => {
    const member = await createOwner();
    const before = await countChanges();
    const { origin: _origin, ...silent } = fromOurPage(member);
    // Of what it only fetches, a browser does not say where it stands: our own page does not either.
    const refused = operation.http.method === 'get' ? [] : [await send(operation, silent)];
    for (const [, headers] of foreignPages) refused.push(await send(operation, { ...fromOurPage(member), ...headers }));
    expect(refused.map(({ status, body: { code } }) => [status, code])).toEqual(
      refused.map(() => [403, 'origin_refused']),
    );
    expect(await countChanges()).toBe(before);
  });

  it('is refused without the header that no form and no link can set', async () => {
    const member = await createOwner();
    const { 'x-parley-dashboard': _header, ...headers } = fromOurPage(member);
    const before = await countChanges();
    for (const marked of [{}, { 'x-parley-dashboard': '0' }, { 'x-parley-dashboard': 'true' }]) {
      const { status, body: answer } = await send(operation, { ...headers, ...marked });
      expect([status, answer['code']]).toEqual([403, 'token_missing']);
    }
    expect(await countChanges()).toBe(before);
  });

  it('is open to our own page', async () => {
    const member = await createOwner();
    const { body: answer } = await send(operation, { ...fromOurPage(member), 'sec-fetch-site': 'same-origin' });
    expect(['origin_refused', 'token_missing', 'login_required']).not.toContain(answer['code']);
  });
});

describe.each(byAnybody)('%s, which anybody may ask', (_, operation) => {
  it.each(foreignPages)(
    'is refused for a page that %s: nobody is logged in, or signed up, unawares',
    async (_page, headers) => {
      const before = await countChanges();
      const { status, body: answer, headers: given } = await send(operation, headers);
      expect([status, answer['code'], given.getSetCookie()]).toEqual([403, 'origin_refused', []]);
      expect(await countChanges()).toBe(before);
    },
  );

  it('is open to a program, which names no page', async () => {
    expect((await send(operation, {})).body['code']).not.toBe('origin_refused');
  });
});

describe('a form', () => {
  const types = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'];

  it.each(writes.filter(({ http }) => http.method === 'post').map((operation) => [operation.name, operation] as const))(
    'reaches nothing at %s',
    async (_, operation) => {
      const member = await createOwner();
      const before = await countChanges();
      for (const type of types) {
        const init = {
          method: 'POST',
          headers: { 'content-type': type, cookie: member.cookie },
          body: 'email=a%40b.example',
        };
        // A large body is not even read before whoever sends it is known.
        const status = operation.http.bodyLimitBytes === undefined ? 415 : 403;
        expect((await api.request(pathOf(operation), fromElsewhere(init))).status, type).toBe(status);
      }
      expect(await countChanges()).toBe(before);
    },
  );
});

it("holds a tenant at its subdomain to that subdomain's pages: neither the bare host's nor a neighbour's do", async () => {
  const member = await createOwner();
  const host = `${tenant.name}.${own.host}`;
  const cookie = `parley=${member.cookie.split('=')[1]}`;
  const ask = (origin: string) => {
    const headers = { cookie, origin, 'x-parley-dashboard': '1' };
    return askHost(api.origin, { host, path: '/api/v1/settings', method: 'PATCH', headers, body: {} });
  };
  const statuses = [];
  for (const origin of [`http://${host}`, api.ownOrigin, `http://rival.${own.host}`, `https://${host}`]) {
    statuses.push((await ask(origin)).status);
  }
  expect(statuses).toEqual([200, 403, 403, 403]);
});

it('shows a foreign page nothing either: reads by a cookie are held to the same, and no answer is shared', async () => {
  const member = await createOwner();
  for (const [, headers] of foreignPages) {
    const answer = await api.asMember(member, '/api/v1/me', { headers });
    expect([answer.status, answer.body['code']]).toEqual([403, 'origin_refused']);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
});

/** A new owner, in place of those that tests before made: a plan has room for so many. */
async function createOwner(): Promise<TestMember> {
  await inDatabase(api, `delete from members where tenant_id = (select id from tenants where name = $1)`, [
    tenant.name,
  ]);
  return api.createMember(tenant);
}
