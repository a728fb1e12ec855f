import { type TenantId, newId, toUuid } from '@parley/contract';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStore, installationDataSourceOptions, tenantDataSourceOptions } from '../src/index.ts';
import { roleUrl } from '../src/roles/role-url.ts';
import { asOwner, createTestDatabase, createTestTenant, testMasterKey } from './test-database.ts';

// Raw SQL as the role our processes connect as: what Postgres refuses here, no mistake of our code can undo.

const database = await createTestDatabase();
const store = database.openStore({ poolSize: 1 });
const app = new Client({ connectionString: roleUrl(database.databaseUrl, 'parley_app', testMasterKey) });
afterAll(async () => {
  await app.end();
  await database.drop();
});

const acme = await createTestTenant(store, 'acme');
const rival = await createTestTenant(store, 'rival');

beforeAll(async () => {
  await app.connect();
  for (const tenantId of [acme, rival]) {
    await store.forTenant(tenantId, ({ tokens }) => tokens.create({ name: 'test', network: 'live', scopes: [] }));
  }
});

const asTenant = async (tenantId: TenantId, sql: string, values: unknown[] = []) => {
  await app.query('begin');
  try {
    await app.query(`select set_config('app.tenant_id', $1, true)`, [toUuid(tenantId)]);
    return await app.query<Record<string, unknown>>(sql, values);
  } finally {
    await app.query('rollback');
  }
};

describe.each(['tenants', 'tokens', 'events'])('row-level security of %s', (table) => {
  const column = table === 'tenants' ? 'id' : 'tenant_id';

  it('shows nothing while no tenant is named', async () => {
    expect(await app.query(`select * from ${table}`)).toMatchObject({ rows: [] });
  });

  it('shows nothing once a tenant was named and its transaction ended', async () => {
    await asTenant(acme, 'select 1');
    expect(await app.query(`select current_setting('app.tenant_id', true) as left`)).toMatchObject({
      rows: [{ left: '' }],
    });
    expect(await app.query(`select * from ${table}`)).toMatchObject({ rows: [] });
  });

  it(`shows a tenant its own rows and no others, however it asks`, async () => {
    const { rows } = await asTenant(acme, `select distinct ${column} as tenant from ${table}`);
    expect(rows).toEqual([{ tenant: toUuid(acme) }]);
    expect(await asTenant(acme, `select from ${table} where ${column} = $1`, [toUuid(rival)])).toMatchObject({
      rowCount: 0,
    });
  });
});

describe('a tenant cannot', () => {
  const refused = /row-level security|permission denied/;
  const mine = toUuid(acme);
  const theirs = toUuid(rival);

  it.each([
    [
      'write an event for another',
      'insert into events (tenant_id, id, type, data) values ($1, gen_random_uuid(), $2, $3)',
      [theirs, 'x', {}],
    ],
    [
      'write a token for another',
      `insert into tokens (tenant_id, id, name, network, hash, hint, scopes) values ($1, gen_random_uuid(), 'x', 'live', 'x', 'x', '{}')`,
      [theirs],
    ],
    ['move a token to another', 'update tokens set tenant_id = $1', [theirs]],
    ['make a tenant', `insert into tenants (id, name, plan_id) values ($1, 'x', 'demo')`, [toUuid(newId('ten'))]],
    ['delete itself', 'delete from tenants where id = $1', [mine]],
    ['choose its plan', `update tenants set plan_id = 'growth' where id = $1`, [mine]],
    ['take another name', `update tenants set name = 'other' where id = $1`, [mine]],
    ['give a token other scopes', `update tokens set scopes = '{messages:send}' where tenant_id = $1`, [mine]],
    ['bring back a lost token by its hash', `update tokens set hash = 'x' where tenant_id = $1`, [mine]],
    ['delete a token', 'delete from tokens where tenant_id = $1', [mine]],
    ['change what happened', `update events set type = 'x' where tenant_id = $1`, [mine]],
    ['delete what happened', 'delete from events where tenant_id = $1', [mine]],
    ['change a plan', 'update plans set devices = 1000000', []],
    ['change the list of migrations', 'delete from migrations', []],
    ['make a table', 'create table mine (id int)', []],
    ['empty a table', 'truncate events', []],
    ['switch row-level security off', 'alter table tokens disable row level security', []],
    ['become the other role', 'set local role parley_installation', []],
  ])('%s', async (_, sql, values) => {
    await expect(asTenant(acme, sql, values)).rejects.toThrow(sql.startsWith('alter') ? /must be owner/ : refused);
  });

  it('change the rows of another, which it cannot even find', async () => {
    const changed = await asTenant(acme, 'update tenants set time_zone = $1 where id = $2', ['Asia/Tokyo', theirs]);
    expect(changed.rowCount).toBe(0);
  });
});

describe('through the store', () => {
  it('leaves no tenant behind on a connection that is used again', async () => {
    const config = { databaseUrl: database.databaseUrl, masterKey: testMasterKey, poolSize: 1 };
    const source = new DataSource(tenantDataSourceOptions(config));
    const pooled = createStore(source, new DataSource(installationDataSourceOptions(config)));
    await pooled.forTenant(acme, ({ tenant }) => tenant.account());
    expect(await source.query('select * from tenants')).toEqual([]);
    await pooled.close();
  });

  it(`answers another tenant's token like one that does not exist`, async () => {
    const { token } = await store.forTenant(rival, ({ tokens }) =>
      tokens.create({ name: 'x', network: 'live', scopes: [] }),
    );
    await store.forTenant(acme, async ({ tokens }) => {
      expect(await tokens.find(token.id)).toBeNull();
      expect(await tokens.revoke(token.id)).toBe(false);
    });
    expect(await store.forTenant(rival, ({ tokens }) => tokens.find(token.id))).toMatchObject({ revokedAt: null });
  });

  it('keeps nothing of work that throws', async () => {
    const work = store.forTenant(acme, async ({ tenant }) => {
      await tenant.changeSettings({ time_zone: 'Asia/Tokyo' });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await store.forTenant(acme, ({ tenant }) => tenant.settings())).toEqual({ time_zone: 'UTC' });
    const { rowCount } = await asOwner(database.databaseUrl, (owner) =>
      owner.query(`select from events where type = 'settings.changed'`),
    );
    expect(rowCount).toBe(0);
  });
});
