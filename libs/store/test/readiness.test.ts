import { afterAll, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import {
  StoreUnavailable,
  createStore,
  installationDataSourceOptions,
  openStore,
  tenantDataSourceOptions,
} from '../src/index.ts';
import { asOwner, createEmptyDatabase, createTestDatabase, testMasterKey } from './test-database.ts';

const empty = await createEmptyDatabase();
const database = await createTestDatabase();
const config = { databaseUrl: database.databaseUrl, masterKey: testMasterKey };
afterAll(async () => {
  await empty.drop();
  await database.drop();
});

it('is ready on a migrated database', async () => {
  await expect(database.openStore().ready()).resolves.toBeUndefined();
});

it('names the migrations that are pending', async () => {
  await expect(empty.openStore().ready()).rejects.toThrow('migrations are pending: plans-1795219200001, tenants-');
  await asOwner(database.databaseUrl, (owner) =>
    owner.query(`update migrations set name = 'other' where name like 'tokens-%'`),
  );
  const pending = database.openStore().ready();
  await expect(pending).rejects.toThrow(/^migrations are pending: tokens-1795219200003$/);
  await expect(pending).rejects.toBeInstanceOf(StoreUnavailable);
  await asOwner(database.databaseUrl, (owner) =>
    owner.query(`update migrations set name = 'tokens-1795219200003' where name = 'other'`),
  );
});

it('says that Postgres does not know the master key', async () => {
  const store = openStore({ ...config, masterKey: Buffer.alloc(32, 8) });
  await expect(store.ready()).rejects.toThrow('password authentication failed for user "parley_app"');
  await store.close();
});

it('refuses to serve tenants as a role that is not bound by row-level security', async () => {
  const asWhomever = new DataSource({ type: 'postgres', url: database.databaseUrl, installExtensions: false });
  const store = createStore({
    tenantSource: asWhomever,
    installationSource: new DataSource(installationDataSourceOptions(config)),
    masterKey: testMasterKey,
  });
  await expect(store.ready()).rejects.toThrow('connected by another role than this door is for');
  await store.close();
});

it('notices that its two doors were swapped', async () => {
  const swapped = createStore({
    tenantSource: new DataSource(installationDataSourceOptions(config)),
    installationSource: new DataSource(tenantDataSourceOptions(config)),
    masterKey: testMasterKey,
  });
  await expect(swapped.ready()).rejects.toThrow('connected by another role than this door is for');
  await swapped.close();
});

it('takes data sources that somebody else opened', async () => {
  const tenants = await new DataSource(tenantDataSourceOptions(config)).initialize();
  const installation = await new DataSource(installationDataSourceOptions(config)).initialize();
  const store = createStore({ tenantSource: tenants, installationSource: installation, masterKey: testMasterKey });
  await store.ready();
  await store.close();
  expect([tenants.isInitialized, installation.isInitialized]).toEqual([false, false]);
});
