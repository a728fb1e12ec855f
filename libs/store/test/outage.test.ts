import { DataSource } from 'typeorm';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { createDoor } from '../src/doors/door.ts';
import {
  installationAuthor,
  type Store,
  type StoreConfig,
  StoreUnavailable,
  openStore,
  tenantDataSourceOptions,
} from '../src/index.ts';
import { asOwner, createTestDatabase, createTestTenant, testMasterKey } from './test-database.ts';
import { createTestProxy } from '@parley/runtime/test-proxy';

const database = await createTestDatabase();
const proxy = await createTestProxy(database.databaseUrl);
const stores: Store[] = [];

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await proxy.restore();
});
afterAll(async () => {
  await proxy.close();
  await database.drop();
});

const config = { databaseUrl: proxy.url, masterKey: testMasterKey, poolSize: 2 };

const openStoreBehindProxy = (options: Partial<StoreConfig> = {}): Store => {
  const store = openStore({ ...config, ...options });
  stores.push(store);
  return store;
};

const acme = await createTestTenant(database.openStore());

const readName = async (store: Store): Promise<string> =>
  (await store.forTenant(acme, ({ tenant }) => tenant.account())).name;

/** The promise every caller is given: an answer within a second, and the right one. */
const expectUnavailable = async (work: () => Promise<unknown>): Promise<void> => {
  const start = performance.now();
  await expect(work()).rejects.toBeInstanceOf(StoreUnavailable);
  expect(performance.now() - start).toBeLessThan(1_000);
};

const untilItAnswers = (store: Store): Promise<string> => vi.waitFor(() => readName(store), 5_000);

it('opens while Postgres is down, says so, and serves once it is up', async () => {
  await proxy.refuse();
  const store = openStoreBehindProxy();
  await expectUnavailable(() => readName(store));
  await expect(store.ready()).rejects.toThrow(/ECONNREFUSED/);
  await proxy.restore();
  expect(await readName(store)).toBe('acme');
  await store.ready();
});

it('opens while Postgres is silent, says so, and serves once it speaks', async () => {
  proxy.goSilent();
  const store = openStoreBehindProxy();
  await expectUnavailable(() => readName(store));
  await proxy.restore();
  expect(await untilItAnswers(store)).toBe('acme');
});

it('survives that Postgres ends its idle connections', async () => {
  const store = openStoreBehindProxy();
  await readName(store);
  proxy.cut();
  expect(await untilItAnswers(store)).toBe('acme');
});

it('answers within a second when Postgres falls silent, for more callers than connections, and recovers', async () => {
  const store = openStoreBehindProxy();
  await Promise.all([readName(store), readName(store)]);
  proxy.goSilent();
  await Promise.all(Array.from({ length: 6 }, () => expectUnavailable(() => readName(store))));
  await expectUnavailable(() => store.forInstallation((installation) => installation.findTenantByName('acme')));
  await proxy.restore();
  expect(await Promise.all([readName(store), readName(store)])).toEqual(['acme', 'acme']);
});

it('keeps nothing of work during which the connection broke', async () => {
  const store = openStoreBehindProxy();
  await expectUnavailable(() =>
    store.forCaller(installationAuthor(acme), async ({ tenant }) => {
      await tenant.changeSettings({ time_zone: 'Asia/Tokyo' });
      proxy.cut();
      return tenant.settings();
    }),
  );
  expect(await store.forTenant(acme, ({ tenant }) => tenant.settings())).toEqual({ time_zone: 'UTC' });
});

it('counts a connection that an operator ended as an outage', async () => {
  const store = openStoreBehindProxy();
  await expectUnavailable(() =>
    store.forTenant(acme, async ({ tenant }) => {
      await tenant.settings();
      await endSessions();
      return tenant.settings();
    }),
  );
  expect(await readName(store)).toBe('acme');
});

it('does not keep a caller waiting for a connection that others hold', async () => {
  const store = openStoreBehindProxy({ poolSize: 1 });
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const holder = store.forTenant(acme, () => {
    begin();
    return held;
  });
  await begun;
  await expectUnavailable(() => readName(store));
  letGo();
  await holder;
  expect(await readName(store)).toBe('acme');
});

it('gives up on a statement in the middle of the work that is never answered', async () => {
  const store = openStoreBehindProxy({ poolSize: 1, statementTimeoutMs: 200 });
  await expectUnavailable(() =>
    store.forTenant(acme, async ({ tenant }) => {
      await tenant.settings();
      proxy.goSilent();
      return tenant.settings();
    }),
  );
  await proxy.restore();
  expect(await readName(store)).toBe('acme');
});

it('lets Postgres itself end a statement that takes too long', async () => {
  const door = createDoor(new DataSource(tenantDataSourceOptions({ ...config, poolSize: 1, statementTimeoutMs: 200 })));
  const ask = (text: string) => door.transaction('', ({ sql }) => sql(text));
  for (let time = 0; time < 3; time += 1) {
    await expect(ask('select pg_sleep(5)')).rejects.toThrow(/unavailable: .* statement timeout$/);
  }
  expect(await ask('select 1 as one')).toEqual([{ one: 1 }]);
  await door.close();
});

it('keeps nothing of work that did not hear its statement fail, and says so', async () => {
  const store = openStoreBehindProxy();
  const deaf = store.forCaller(installationAuthor(acme), async ({ tenant }) => {
    await tenant.changeSettings({ time_zone: 'Asia/Tokyo' });
    await tenant.changeSettings({ time_zone: 'nul\0' }).catch(() => {});
  });
  await expect(deaf).rejects.toThrow('not heard');
  expect(await store.forTenant(acme, ({ tenant }) => tenant.settings())).toEqual({ time_zone: 'UTC' });
});

it('does not take a bug for an outage', async () => {
  const store = openStoreBehindProxy();
  const bug = store.forCaller(installationAuthor(acme), ({ tenant }) => tenant.changeSettings({ time_zone: 'nul\0' }));
  await expect(bug).rejects.not.toBeInstanceOf(StoreUnavailable);
  const mistake = store.forTenant(acme, () => Promise.reject(new TypeError('a slip')));
  await expect(mistake).rejects.toThrow(TypeError);
});

const endSessions = () =>
  asOwner(database.databaseUrl, (owner) =>
    owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'parley_app' and datname = current_database()`,
    ),
  );
