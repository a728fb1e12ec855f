import { type TenantId, toUuid } from '@parley/contract';
import { openRedis, runJobs } from '@parley/coordination';
import { claimTestRedis } from '@parley/coordination/test-redis';
import { createLogger } from '@parley/runtime';
import { installationAuthor } from '@parley/store';
import { asOwner, createTestDatabase, createTestTenant } from '@parley/store/test-database';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { chainAudit } from '../src/upkeep/chain-audit.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(() => database.drop());
const logger = createLogger({ process: 'test', level: 'silent' });

const addRecords = (tenant: TenantId, count: number) =>
  asOwner(database.databaseUrl, (owner) =>
    owner.query(
      `insert into audit_records (tenant_id, id, action, by_kind, data)
       select $1, gen_random_uuid(), 'tenant.created', 'installation', '{}' from generate_series(1, $2::int)`,
      [toUuid(tenant), count],
    ),
  );

const endOf = (tenant: TenantId) => store.forTenant(tenant, ({ audit }) => audit.chainEnd());

const chain = (signal = new AbortController().signal) => chainAudit({ store, signal });

it('chains all there is, of however many tenants, and however many workers do it', async () => {
  const tenants: TenantId[] = [];
  for (const name of ['one', 'two', 'three', 'four', 'five', 'six']) tenants.push(await createTestTenant(store, name));
  for (const tenant of tenants) await addRecords(tenant, 1_200);
  await Promise.all([chain(), chain(), chain()]);
  for (const tenant of tenants) expect(await endOf(tenant)).toMatchObject({ position: '1201', tail: { count: 0 } });
});

it('leaves what is left to the next turn once it was asked to end', async () => {
  const tenant = await createTestTenant(store, 'ended');
  await addRecords(tenant, 3_000);
  const stopping = new AbortController();
  const chaining = chain(stopping.signal);
  stopping.abort();
  await chaining;
  expect((await endOf(tenant)).tail.count).toBeGreaterThan(0);
});

it('is not stopped by a chain that cannot go on, and says which it is', async () => {
  const [stuck, other] = [await createTestTenant(store, 'stuck'), await createTestTenant(store, 'other')];
  await asOwner(database.databaseUrl, (owner) =>
    owner.query(
      `insert into audit_records (tenant_id, id, action, by_kind, data, position, hash)
       values ($1, gen_random_uuid(), 'tenant.created', 'installation', '{}', 1, 'x')`,
      [toUuid(stuck)],
    ),
  );
  await expect(chain()).rejects.toThrow(`the audit log of ${stuck}.`);
  expect((await endOf(other)).tail.count).toBe(0);
  expect((await endOf(stuck)).tail.count).toBe(1);
  await asOwner(database.databaseUrl, (owner) =>
    owner.query('delete from audit_records where tenant_id = $1', [toUuid(stuck)]),
  );
});

it('gives a record its place within two seconds of its transaction, in a worker that runs', async () => {
  const redis = openRedis({ url: await claimTestRedis(), logger });
  const worker = runJobs({
    redis,
    logger,
    handlers: {
      pruneKeys: async () => {},
      pruneMessages: async () => {},
      pruneIdempotencyKeys: async () => {},
      expireMessages: async () => {},
      // As long as it lasts.
      pruneEvents: (_payload, signal) => new Promise((end) => signal.addEventListener('abort', () => end())),
      chainAudit: (_payload, signal) => chainAudit({ store, signal }),
    },
  });
  onTestFinished(async () => {
    await worker.close();
    await redis.close();
  });
  const tenant = await createTestTenant(store, 'watched');
  await vi.waitFor(async () => expect((await endOf(tenant)).position).toBe('1'), 10_000);

  const waits: number[] = [];
  for (let position = 2; position < 7; position += 1) {
    await store.forCaller(installationAuthor(tenant), ({ tokens }) =>
      tokens.create({ name: 'x', network: 'live', scopes: [] }),
    );
    const writtenAt = performance.now();
    await vi.waitFor(async () => expect((await endOf(tenant)).position).toBe(String(position)), {
      timeout: 10_000,
      interval: 20,
    });
    waits.push(performance.now() - writtenAt);
  }
  expect(Math.max(...waits)).toBeLessThan(2_000);
}, 60_000);
