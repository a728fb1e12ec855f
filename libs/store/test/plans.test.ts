import { type Plan, listPlans, newId, plan } from '@parley/contract';
import { afterAll, expect, it } from 'vitest';
import { planList } from '../src/plans/plan-list.ts';
import { migrate } from '../src/index.ts';
import { asOwner, createTestDatabase, createTestTenant, testMasterKey } from './test-database.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

const list = (page: { limit?: number; cursor?: string } = {}) =>
  store.forTenant(newId('ten'), ({ plans }) => plans.list(listPlans.input.parse(page)));

const offered = planList.filter(({ id }) => id !== 'demo');

it('lists every plan in order, page by page, and each once', async () => {
  const seen: Plan[] = [];
  let cursor: string | null = null;
  do {
    const page = await list({ limit: 2, ...(cursor !== null && { cursor }) });
    if (!page.ok) throw new Error(page.failure.code);
    expect(page.value.data.length).toBeLessThanOrEqual(2);
    seen.push(...page.value.data);
    cursor = page.value.next_cursor;
  } while (cursor !== null);
  expect(seen).toEqual(offered);
  for (const each of seen) expect(plan.strict().parse(each)).toEqual(each);
});

it('gives the demo tenant what benches and guides count on, and offers its plan to nobody', async () => {
  const tenantId = await createTestTenant(store, 'guide', 'demo');
  const { plan: demo } = await store.forTenant(tenantId, ({ tenant }) => tenant.account());
  expect(demo).toMatchObject({ id: 'demo', requests_per_minute: 6_000, messages_per_day: 100_000, api_access: true });
  const page = await list();
  expect(page.ok && page.value.data.map(({ id }) => id)).not.toContain('demo');
});

it('keeps free tenants out of the API', () => {
  expect(planList.find(({ id }) => id === 'free')).toMatchObject({ api_access: false });
});

it('refuses a cursor that is not one', async () => {
  const nul = Buffer.from('[0,"\\u0000"]').toString('base64url');
  for (const cursor of ['x', nul])
    expect(await list({ cursor })).toMatchObject({ ok: false, failure: { code: 'input_invalid' } });
});

it('no longer offers a plan that left the list, and leaves it to those who are on it', async () => {
  const acme = await createTestTenant(store);
  await asOwner(database.databaseUrl, async (owner) => {
    await owner.query(`insert into plans select 'old', 'Old', 9, true, 1, 1, 1, 1, 1, true`);
    await owner.query(`update plans set devices = 0 where id = 'starter'`);
    await owner.query(`update tenants set plan_id = 'old'`);
  });
  await migrate({ databaseUrl: database.databaseUrl, masterKey: testMasterKey });
  const page = await list();
  expect(page.ok && page.value.data).toEqual(offered);
  expect(await store.forTenant(acme, ({ tenant }) => tenant.account())).toMatchObject({ plan: { id: 'old' } });
});
