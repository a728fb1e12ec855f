import { scopes } from '@parley/contract';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { openStore, parseToken, StoreUnavailable } from '@parley/store';
import { createTestDatabase, readEvents, type TestDatabase, testMasterKey } from '@parley/store/test-database';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { seedDemo } from './seed-demo.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

const seed = (keptToken: string | null) => seedDemo(database.databaseUrl, testMasterKey, keptToken);

const findDemoTenant = async () => {
  const tenant = await database.openStore().forInstallation((store) => store.findTenantByName('demo'));
  if (tenant === null) throw new Error('There is no demo tenant.');
  return tenant;
};

const rightsOf = async (token: string) => {
  const { id } = await findDemoTenant();
  return database.openStore().forTenant(id, (store) => store.tokens.verify(presented(token)));
};

const presented = (token: string) => {
  const parsed = parseToken(token);
  if (parsed === null) throw new Error('This is no token of ours.');
  return parsed;
};

it('makes a demo tenant and a sandbox token that may do everything in it', async () => {
  const { tenant, token } = await seed(null);
  expect(tenant).toBe('demo');
  expect(token).toMatch(/^par_test_/);
  expect((await rightsOf(token))?.scopes.toSorted()).toEqual(scopes.toSorted());
});

it('changes nothing when the token of the last start is still good', async () => {
  const { token } = await seed(null);
  const { id } = await findDemoTenant();
  expect(await seed(token)).toEqual({ tenant: 'demo', token });
  expect((await findDemoTenant()).id).toBe(id);
  expect(await readEvents(database, 'tenant.created')).toHaveLength(1);
});

it('makes a new token in place of one that was revoked or came from another database', async () => {
  const { token } = await seed(null);
  const { id } = await findDemoTenant();
  await database.openStore().forTenant(id, (store) => store.tokens.revoke(presented(token).id));
  for (const bad of [token, 'par_test_abc_def']) {
    const { token: fresh } = await seed(bad);
    expect(fresh).toMatch(/^par_test_/);
    expect(fresh).not.toBe(bad);
  }
});

it('makes a new token in place of one that is older than one of the scopes', async () => {
  await seed(null);
  const { id } = await findDemoTenant();
  const old = await database
    .openStore()
    .forTenant(id, ({ tokens }) => tokens.create({ name: 'Demo', network: 'sandbox', scopes: scopes.slice(1) }));
  const { token } = await seed(old.clear);
  expect(token).not.toBe(old.clear);
  expect((await rightsOf(token))?.scopes.toSorted()).toEqual(scopes.toSorted());
});

it('tries again when Postgres is too slow for the first try', async () => {
  const proxy = await createTestProxy(database.databaseUrl);
  onTestFinished(() => proxy.close());
  proxy.goSilent();
  const seeding = seedDemo(proxy.url, testMasterKey, null);
  // A try that began after the first one has failed, so the first one has as well.
  const later = openStore({ databaseUrl: proxy.url, masterKey: testMasterKey });
  onTestFinished(() => later.close());
  await expect(later.ready()).rejects.toThrow(StoreUnavailable);
  await proxy.restore();
  expect((await seeding).tenant).toBe('demo');
});
