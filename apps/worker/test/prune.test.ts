import { type TenantId, toUuid } from '@parley/contract';
import { createLogger } from '@parley/runtime';
import { installationAuthor } from '@parley/store';
import { asOwner, createTestDatabase, createTestTenant, readEvents } from '@parley/store/test-database';
import { afterAll, expect, it } from 'vitest';
import { prune } from '../src/upkeep/prune.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(() => database.drop());
const logger = createLogger({ process: 'test', level: 'silent' });

const pruneAll = (what: 'events' | 'keys', signal = new AbortController().signal) =>
  prune({ store, logger, what, signal });

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
  await pruneAll('events');
  expect(await readEvents(database, 'tenant.created')).toEqual(before);
});

it('begins no further transaction once it was asked to end', async () => {
  const tenant = await createTestTenant(store, 'other');
  const before = await readEvents(database, 'tenant.created');
  await addOldEvents(tenant, 12_000);
  const stopping = new AbortController();
  const pruning = pruneAll('events', stopping.signal);
  stopping.abort();
  await pruning;
  expect(await readEvents(database, 'tenant.created')).toHaveLength(before.length + 7_000);
});

it("removes what a device's vault keeps for a time only, once that is over", async () => {
  const tenantId = await createTestTenant(store, 'keys');
  const added = await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
    devices.add({ name: 'Shop', network: 'sandbox', phone: null, proxy: null }),
  );
  if (!added.ok) throw new Error(added.failure.code);
  const { device, shard } = added.value;
  const epoch = await store.forInstallation(({ growEpoch }) => growEpoch(shard));
  const inAnHour = new Date(Date.now() + 3_600_000);
  const value = Buffer.from('a key');
  await store.forSession({ tenantId, deviceId: device.id, shard, epoch }, ({ vault }) =>
    vault.commit([
      { kind: 'sent', id: 'over', value, expiresAt: new Date(Date.now() - 1_000) },
      { kind: 'sent', id: 'young', value, expiresAt: inAnHour },
      { kind: 'session', id: 'lasting', value },
    ]),
  );
  await pruneAll('keys');
  const kept = await asOwner(database.databaseUrl, (owner) =>
    owner.query<{ id: string }>('select id from device_keys where tenant_id = $1 order by id', [toUuid(tenantId)]),
  );
  expect(kept.rows.map(({ id }) => id)).toEqual(['lasting', 'young']);
});
