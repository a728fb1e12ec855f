import { type TenantId, newId, toUuid } from '@parley/contract';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleUrl } from '../src/roles/role-url.ts';
import { asOwner, createTestDatabase, createTestTenant, readEvents, testMasterKey } from './test-database.ts';

const database = await createTestDatabase();
const store = database.openStore();
const installation = new Client({
  connectionString: roleUrl(database.databaseUrl, 'parley_installation', testMasterKey),
});
beforeAll(async () => {
  await installation.connect();
});
afterAll(async () => {
  await installation.end();
  await database.drop();
});

const acme = await createTestTenant(store, 'acme');

describe('finding a tenant', () => {
  it('tells its id and nothing else', async () => {
    expect(await store.forInstallation(({ findTenantByName }) => findTenantByName('acme'))).toEqual({ id: acme });
  });

  it('tells of nobody by a name that nobody has', async () => {
    expect(await store.forInstallation(({ findTenantByName }) => findTenantByName('acm'))).toBeNull();
  });
});

describe('creating a tenant', () => {
  it('tells of it once', async () => {
    const id = await createTestTenant(store, 'told');
    const told = await readEvents(database, 'tenant.created');
    expect(told.filter(({ tenant }) => tenant === id)).toEqual([{ tenant: id, data: {} }]);
  });

  it('takes a time zone', async () => {
    const created = await store.forInstallation(({ createTenant }) =>
      createTenant({ name: 'zoned', planId: 'free', timeZone: 'Asia/Tokyo' }),
    );
    const id = created.ok ? created.value.id : newId('ten');
    expect(await store.forTenant(id, ({ tenant }) => tenant.settings())).toEqual({ time_zone: 'Asia/Tokyo' });
  });

  it('gives a name to one of two who ask for it at once, and says so to the other', async () => {
    const ask = () => store.forInstallation(({ createTenant }) => createTenant({ name: 'wanted', planId: 'free' }));
    const answers = await Promise.all([ask(), ask()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toEqual({
      ok: false,
      failure: { code: 'input_invalid', errors: { name: ['is taken'] } },
    });
  });
});

describe('pruning events', () => {
  const prune = (limit: number) => store.forInstallation(({ pruneEvents }) => pruneEvents(limit));

  const tellDaysAgo = (tenantId: TenantId, days: number[]) =>
    asOwner(database.databaseUrl, (owner) =>
      owner.query(
        `insert into events (tenant_id, id, type, data, at)
         select $1, gen_random_uuid(), 'test', to_jsonb(days), now() - make_interval(days => days)
         from unnest($2::int[]) as days`,
        [toUuid(tenantId), days],
      ),
    );

  it(`deletes what each plan no longer keeps, and never more than it was asked to`, async () => {
    const free = await createTestTenant(store, 'free', 'free');
    const growth = await createTestTenant(store, 'growth', 'growth');
    await tellDaysAgo(free, [40, 20, 8, 6]);
    await tellDaysAgo(growth, [400, 40, 8]);
    expect([await prune(2), await prune(10), await prune(10)]).toEqual([2, 2, 0]);
    expect(await readEvents(database, 'test')).toEqual([
      { tenant: growth, data: 40 },
      { tenant: growth, data: 8 },
      { tenant: free, data: 6 },
    ]);
  });
});

describe('the role behind the door', () => {
  it('has these rights and no others', async () => {
    const { rows } = await installation.query<{ granted: string }>(
      `select privilege_type || ' ' || table_name || ': ' || string_agg(column_name, ', ' order by column_name) as granted
       from information_schema.column_privileges where grantee = 'parley_installation'
       group by privilege_type, table_name
       union all
       select privilege_type || ' ' || table_name from information_schema.table_privileges
       where grantee = 'parley_installation'`,
    );
    expect(rows.map(({ granted }) => granted).toSorted()).toEqual([
      'DELETE events',
      'INSERT events: data, id, tenant_id, type',
      'INSERT tenants: id, name, plan_id, time_zone',
      'SELECT events: at, id, tenant_id',
      'SELECT migrations',
      'SELECT migrations: id, name, timestamp',
      'SELECT plans',
      expect.stringMatching(/^SELECT plans: /),
      'SELECT tenants: id, name, plan_id',
    ]);
  });

  it.each([
    ['read tokens', 'select from tokens'],
    ['read what events say', 'select data from events'],
    ['change a tenant', `update tenants set plan_id = 'growth'`],
    ['delete a tenant', 'delete from tenants'],
    [
      'tell of anything but new tenants',
      `insert into events (tenant_id, id, type, data) select id, gen_random_uuid(), 'token.created', '{}' from tenants`,
    ],
    ['become the other role', 'set role parley_app'],
  ])('cannot %s', async (_, sql) => {
    await expect(installation.query(sql)).rejects.toThrow(/permission denied|row-level security/);
  });

  it('does not even see events that are to be kept', async () => {
    expect((await installation.query('select tenant_id, id, at from events')).rowCount).toBe(0);
    expect((await installation.query('delete from events')).rowCount).toBe(0);
  });

  it('gains nothing by naming a tenant', async () => {
    await installation.query(`select set_config('app.tenant_id', $1, false)`, [toUuid(acme)]);
    expect((await installation.query('select tenant_id, id, at from events')).rowCount).toBe(0);
    await expect(installation.query('select from tokens')).rejects.toThrow(/permission denied/);
  });
});
