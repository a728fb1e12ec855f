import { toUuid } from '@parley/contract';
import { createLogger } from '@parley/runtime';
import { asOwner, createTestDatabase, createTestTenant, readEvents } from '@parley/store/test-database';
import { afterAll, expect, it } from 'vitest';
import { pruneEvents } from '../src/upkeep/prune-events.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(() => database.drop());
const logger = createLogger({ process: 'test', level: 'silent' });

it('removes every event that is older than the plan keeps, however many, and no younger one', async () => {
  const tenant = await createTestTenant(store);
  const before = await readEvents(database, 'tenant.created');
  await asOwner(database.databaseUrl, (owner) =>
    owner.query(
      `insert into events (tenant_id, id, type, data, at)
       select $1, gen_random_uuid(), 'tenant.created', '{}', now() - interval '400 days' from generate_series(1, 12000)`,
      [toUuid(tenant)],
    ),
  );
  await pruneEvents({ store, logger });
  expect(await readEvents(database, 'tenant.created')).toEqual(before);
});
