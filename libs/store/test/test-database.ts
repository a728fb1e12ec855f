import { randomBytes } from 'node:crypto';
import { type TenantId, toId } from '@parley/contract';
import { Client } from 'pg';
import { inject } from 'vitest';
import { type Store, migrate, openStore } from '../src/index.ts';
import type { PlanId } from '../src/plans/plan-list.ts';
import { type Role, roleUrl } from '../src/roles/role-url.ts';

export type { PlanId };

/** Every test's master key. Roles belong to the whole Postgres, so their passwords must agree. */
export const testMasterKey = Buffer.alloc(32, 7);

export type TestDatabase = {
  /** The owner's, as DATABASE_URL is. */
  databaseUrl: string;
  openStore: (options?: { poolSize?: number }) => Store;
  /** Closes the stores opened here, then drops the database. */
  drop: () => Promise<void>;
};

/** A migrated database of its own: a clone of the template, with only the plans in it. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  await asMaintainer(createTemplate);
  return cloneOf(template);
};

/** A database in which nothing has ever run; the roles, which all databases share, are there. */
export const createEmptyDatabase = async (): Promise<TestDatabase> => {
  await asMaintainer(createTemplate);
  return cloneOf('template0');
};

export const createTestTenant = async (store: Store, name = 'acme', planId: PlanId = 'demo'): Promise<TenantId> => {
  const created = await store.forInstallation(({ createTenant }) => createTenant({ name, planId }));
  if (!created.ok) throw new Error(`no tenant ${name}`);
  return created.value.id;
};

/** Runs `work` over one connection as the owner. */
export const asOwner = async <T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: databaseUrl });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
};

/** A connection as one of the roles our processes connect as, in raw SQL. Who opens it ends it. */
export const connectAs = async ({ databaseUrl }: TestDatabase, role: Role): Promise<Client> => {
  const client = new Client({ connectionString: roleUrl(databaseUrl, role, testMasterKey) });
  await client.connect();
  return client;
};

/** What was told, to whom, oldest first. */
export const readEvents = (
  { databaseUrl }: TestDatabase,
  type: string,
): Promise<{ tenant: TenantId; data: unknown }[]> =>
  asOwner(databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ tenant_id: string; data: unknown }>(
      'select tenant_id, data from events where type = $1 order by at, id',
      [type],
    );
    return rows.map(({ tenant_id, data }) => ({ tenant: toId('ten', tenant_id), data }));
  });

/** What was recorded in a tenant, oldest first: what was done, and by what kind of caller. */
export const readRecords = ({ databaseUrl }: TestDatabase, tenantUuid: string): Promise<string[]> =>
  asOwner(databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ line: string }>(
      `select action || ' by ' || by_kind as line from audit_records where tenant_id = $1 order by at, id`,
      [tenantUuid],
    );
    return rows.map(({ line }) => line);
  });

const template = 'parley_template';

const cloneOf = async (source: string): Promise<TestDatabase> => {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asMaintainer((client) => client.query(`create database ${name} template ${source}`));
  const databaseUrl = urlOf(name);
  const stores: Store[] = [];
  return {
    databaseUrl,
    openStore: (options) => {
      // Tests are patient with a machine that is busy with other tests; what an outage does is tested by itself.
      const store = openStore({ databaseUrl, masterKey: testMasterKey, openWithinMs: 10_000, ...options });
      stores.push(store);
      return store;
    },
    drop: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await asMaintainer((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
};

/** Made by the first file that asks; the others wait. It gets its name when it is whole. */
const createTemplate = async (client: Client): Promise<void> => {
  await client.query('select pg_advisory_lock(1)');
  const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
  if (rowCount === 0) {
    const unfinished = `${template}_unfinished`;
    await client.query(`drop database if exists ${unfinished}`);
    await client.query(`create database ${unfinished}`);
    await migrate({ databaseUrl: urlOf(unfinished), masterKey: testMasterKey });
    await client.query(`alter database ${unfinished} rename to ${template}`);
  }
  await client.query('select pg_advisory_unlock(1)');
};

const asMaintainer = <T>(work: (client: Client) => Promise<T>): Promise<T> => asOwner(inject('databaseUrl'), work);

const urlOf = (database: string): string => {
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${database}`;
  return url.href;
};
