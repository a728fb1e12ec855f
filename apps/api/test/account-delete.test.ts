import { toUuid } from '@parley/contract';
import { expect, it, vi } from 'vitest';
import { fromElsewhere } from './test-address.ts';
import { inDatabase } from './in-database.ts';
import { json, startTestApi, testPassword, type TestMember } from './test-api.ts';
import { addDevice, sessionOf } from './test-holder.ts';

const api = await startTestApi();
const another = await api.startAnother();

const remove = (as: TestMember, confirm: string) =>
  api.asMember(as, `/api/v1/account?confirm=${confirm}`, { method: 'DELETE' });

/** A tenant with something of everything that can belong to one. */
const createFullTenant = async () => {
  const tenant = await api.createTenant();
  const owner = await api.createMember(tenant);
  await api.asMember(owner, '/api/v1/invitations', json({ email: 'guest@example.com', role: 'viewer' }));
  await api.asMember(owner, '/api/v1/verify-address/send', json({}));
  const added = await addDevice(api, tenant.id);
  const inSession = await sessionOf(api, added);
  await inSession(async ({ device, vault }) => {
    await device.log([{ at: new Date(), direction: 'in', shape: { tag: 'iq' } }]);
    await vault.commit([{ kind: 'creds', id: '', value: Buffer.from('{}') }]);
    await device.recordLinked({ phone: '12025550001', lid: null });
  });
  const batch = json({ device: added.id, messages: [{ type: 'text', to: '+12025550120', text: 'Hello' }] });
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'a-batch' };
  expect((await api.as(tenant, '/api/v1/messages/batch', { ...batch, headers })).status).toBe(202);
  await inDatabase(
    api,
    `insert into audit_heads (tenant_id, position, hash) values ($1, 1, 'x') on conflict do nothing`,
    [toUuid(tenant.id)],
  );
  return { tenant, owner };
};

/** How many rows each table holds of a tenant, by the catalog: a table made tomorrow is counted too. */
const countRows = async (tenantId: `ten_${string}`) => {
  const tables = await inDatabase(
    api,
    `select attrelid::regclass::text as name from pg_attribute join pg_class on pg_class.oid = attrelid
     where attname = 'tenant_id' and relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
  );
  const counts = tables.map(async ({ name }): Promise<[string, number]> => {
    const [row] = await inDatabase(api, `select count(*)::int as count from ${String(name)} where tenant_id = $1`, [
      toUuid(tenantId),
    ]);
    return [String(name), Number(row?.['count'])];
  });
  return Object.fromEntries(await Promise.all(counts));
};

it('deletes every row of the tenant in every table, and none of anybody else', async () => {
  const [gone, kept] = [await createFullTenant(), await createFullTenant()];
  const [before, others] = [await countRows(gone.tenant.id), await countRows(kept.tenant.id)];
  // Nothing is shown to be deleted of which there was nothing.
  expect(Object.entries(before).filter(([, count]) => count === 0)).toEqual([]);

  const answer = await remove(gone.owner, gone.tenant.name);
  expect([answer.status, answer.body]).toEqual([200, {}]);
  expect(answer.headers.getSetCookie()[0]).toMatch(new RegExp(`^parley-${gone.tenant.name}=; .*1970`));
  expect(Object.values(await countRows(gone.tenant.id)).filter((count) => count > 0)).toEqual([]);
  expect(await countRows(kept.tenant.id)).toEqual(others);
  expect((await api.as(kept.tenant, '/api/v1/account')).status).toBe(200);
  expect((await api.asMember(kept.owner, '/api/v1/me')).status).toBe(200);
});

it('makes its tokens and logins answer like unknown ones, on every node within 5 s', async () => {
  const { tenant, owner } = await createFullTenant();
  for (const node of [api, another]) {
    expect((await node.as(tenant, '/api/v1/account')).status).toBe(200);
    expect((await node.asMember(owner, '/api/v1/me')).status).toBe(200);
  }
  await remove(owner, tenant.name);
  // What is still remembered is no fault of ours either.
  const rename = { ...json({ time_zone: 'Asia/Tokyo' }), method: 'PATCH' };
  for (const node of [api, another]) {
    for (const path of ['/api/v1/account', '/api/v1/settings']) {
      expect((await node.as(tenant, path)).body['code']).toBe('token_invalid');
      expect((await node.asMember(owner, path)).body['code']).toBe('login_required');
    }
    expect((await node.as(tenant, '/api/v1/settings', rename)).body['code']).toBe('token_invalid');
    const invited = json({ email: 'late@example.com', role: 'viewer' });
    expect((await node.asMember(owner, '/api/v1/invitations', invited)).status).toBeLessThan(500);
    const created = json({ name: 'late', profile: 'observer', network: 'sandbox' });
    expect((await node.as(tenant, '/api/v1/tokens', created)).body['code']).toBe('token_invalid');
    await vi.waitFor(async () => {
      expect((await node.as(tenant, '/api/v1/account')).body['code']).toBe('token_invalid');
      expect((await node.asMember(owner, '/api/v1/me')).body['code']).toBe('login_required');
    }, 5_000);
  }
  const login = await api.logIn(tenant, owner);
  expect([login.status, login.body['code']]).toEqual([401, 'login_refused']);
});

it('keeps the name from everybody, the last owner too', async () => {
  const { tenant, owner } = await createFullTenant();
  await remove(owner, tenant.name);
  const signUp = await api.request(
    '/api/v1/signup',
    fromElsewhere(json({ tenant: tenant.name, email: owner.email, password: testPassword })),
  );
  expect([signUp.status, signUp.body['errors']]).toEqual([422, { tenant: ['is taken'] }]);
});

it('needs the name of the tenant, and deletes no other by it', async () => {
  const [{ tenant, owner }, other] = [await createFullTenant(), await createFullTenant()];
  for (const confirm of [other.tenant.name, `${tenant.name}x`]) {
    const { status, body } = await remove(owner, confirm);
    expect([status, body['errors']]).toEqual([422, { confirm: ['is not the name of your tenant'] }]);
  }
  expect((await api.asMember(owner, '/api/v1/account', { method: 'DELETE' })).status).toBe(422);
  for (const each of [tenant, other.tenant]) expect((await api.as(each, '/api/v1/account')).status).toBe(200);
});

it('is for an owner who is logged in: no admin, and no token however much it may', async () => {
  const { tenant } = await createFullTenant();
  const admin = await api.createMember(tenant, { role: 'admin' });
  const byAdmin = await remove(admin, tenant.name);
  expect([byAdmin.status, byAdmin.body['errors']]).toEqual([403, { scope: ['billing:manage'] }]);
  const byToken = await api.as(tenant, `/api/v1/account?confirm=${tenant.name}`, { method: 'DELETE' });
  expect([byToken.status, byToken.body['code']]).toEqual([401, 'login_required']);
  expect((await api.as(tenant, '/api/v1/account')).status).toBe(200);
});
