import { type TenantId, toUuid } from '@parley/contract';
import { createLogger } from '@parley/runtime';
import { asOwner, createTestDatabase, createTestTenant, readEvents } from '@parley/store/test-database';
import { afterAll, expect, it } from 'vitest';
import { pruneEvents } from '../src/upkeep/prune-events.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(() => database.drop());
const logger = createLogger({ process: 'test', level: 'silent' });

const addOldEvents = (tenant: TenantId, count: number) =>
  asOwner(database.databaseUrl, (owner) =>
    owner.query(
      `insert into events (tenant_id, id, type, data, at)
       select $1, gen_random_uuid(), 'tenant.created', '{}', now() - interval '400 days' from generate_series(1, $2::int)`,
      [toUuid(tenant), count],
    ),
  );

it('removes every event that is older than the plan keeps, however many, and no younger one', async () => {
  const tenant = await createTestTenant(store);
  const before = await readEvents(database, 'tenant.created');
  await addOldEvents(tenant, 12_000);
  await pruneEvents({ store, logger, signal: new AbortController().signal });
  expect(await readEvents(database, 'tenant.created')).toEqual(before);
});

it('begins no further transaction once it was asked to end', async () => {
  const tenant = await createTestTenant(store, 'other');
  const before = await readEvents(database, 'tenant.created');
  await addOldEvents(tenant, 12_000);
  const stopping = new AbortController();
  const pruning = pruneEvents({ store, logger, signal: stopping.signal });
  stopping.abort();
  await pruning;
  expect(await readEvents(database, 'tenant.created')).toHaveLength(before.length + 7_000);
});
