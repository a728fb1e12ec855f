import { scopes } from '@parley/contract';
import { parseToken } from '@parley/store';
import { createTestDatabase, readEvents, type TestDatabase, testMasterKey } from '@parley/store/test-database';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

const presented = (token: string) => {
  const parsed = parseToken(token);
  if (parsed === null) throw new Error('This is no token of ours.');
  return parsed;
};

it('makes a demo tenant and a sandbox token that may do everything in it', async () => {
  const { tenant, token } = await seed(null);
  expect(tenant).toBe('demo');
  expect(token).toMatch(/^par_test_/);
  const { id } = await findDemoTenant();
  const rights = await database.openStore().forTenant(id, (store) => store.tokens.verify(presented(token)));
  expect(rights?.scopes.toSorted()).toEqual(scopes.toSorted());
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
