import { beforeAll, expect, it, vi } from 'vitest';
import { setPlan } from '../src/plans/set-plan.ts';
import { startTestApi, type TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => void (api = await startTestApi()));

// Asked seldom enough that the smallest plan's requests a minute do not run out.
const soon = { timeout: 5_000, interval: 250 };

it('shuts the api to a tenant within 5 seconds, on every process, and opens it again', async () => {
  const tenant = await api.createTenant();
  const processes = [api, await api.startAnother()];
  const answers = () => Promise.all(processes.map((each) => each.as(tenant, '/api/v1/account')));
  // Both have seen the token, and remember that it was good.
  for (const { status } of await answers()) expect(status).toBe(200);

  expect(await setPlan(api.store, [tenant.name, 'free'])).toEqual({
    exitCode: 0,
    said: `${tenant.name} is on the plan free; everywhere within 5 seconds.`,
  });
  const shut = { status: 403, body: { message: 'your plan does not include API access', code: 'api_access_missing' } };
  await vi.waitFor(async () => expect(await answers()).toMatchObject([shut, shut]), soon);

  expect(await setPlan(api.store, [tenant.name, 'growth'])).toMatchObject({ exitCode: 0 });
  const open = { status: 200, body: { plan: { id: 'growth' } } };
  await vi.waitFor(async () => expect(await answers()).toMatchObject([open, open]), soon);
});

it('is written down as done by those who run the installation', async () => {
  const tenant = await api.createTenant();
  await setPlan(api.store, [tenant.name, 'growth']);
  const { body } = await api.as(tenant, '/api/v1/audit');
  expect(body['data']).toContainEqual(
    expect.objectContaining({ action: 'tenant.plan_changed', by: { kind: 'installation', id: null } }),
  );
});

it.each([
  [['nobody-at-all', 'free'], 1, 'There is no tenant nobody-at-all.'],
  [['demo', 'gold'], 1, 'There is no plan gold: it must be one of demo, trial, free, starter, growth.'],
  [[], 2, 'Name a tenant and a plan: <tenant> <plan>'],
  [['demo'], 2, 'Name a tenant and a plan: <tenant> <plan>'],
  [['demo', ''], 2, 'Name a tenant and a plan: <tenant> <plan>'],
  [['demo', 'free', 'now'], 2, 'Name a tenant and a plan: <tenant> <plan>'],
] as const)('says what is wrong with %j', async (words, exitCode, said) => {
  expect(await setPlan(api.store, words)).toEqual({ exitCode, said });
});
