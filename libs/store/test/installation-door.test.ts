import { type TenantId, toUuid } from '@parley/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { asOwner, createTestDatabase, createTestTenant, readEvents } from './test-database.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

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

  it('gives a name to one of two who ask for it at once, and says so to the other', async () => {
    const ask = () => store.forInstallation(({ createTenant }) => createTenant({ name: 'wanted', planId: 'free' }));
    const answers = await Promise.all([ask(), ask()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toEqual({
      ok: false,
      failure: { code: 'input_invalid', errors: { tenant: ['is taken'] } },
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
