import { toUuid } from '@parley/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { installationAuthor } from '../src/index.ts';
import { asOwner, createTestDatabase, createTestTenant, readEvents } from './test-database.ts';
import { holdDevice } from './test-device.ts';
import { accept, acceptBatch, createLinkedDevice, everything, newMessage } from './test-messages.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

const query = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
  asOwner(database.databaseUrl, async (owner) => (await owner.query<Row>(text, values)).rows);
const check = () => store.forInstallation(({ checkBalances }) => checkBalances());

describe('a message whose time is over', () => {
  it('is never sent, expires with its reason and gives its room back; its batch is told to be done', async () => {
    const tenant = await createTestTenant(store, 'over');
    const device = await createLinkedDevice(store, tenant, '491500000001');
    const batch = await acceptBatch(store, tenant, [
      newMessage(device, { ttlSeconds: 0 }),
      newMessage(device, { ttlSeconds: 0, phone: '491511234568' }),
    ]);
    await accept(store, tenant, [newMessage(device, { phone: '491511234569' })]);
    const { messages } = await store.forSession(await holdDevice(store, tenant, device), (own) =>
      own.messages.claim({ limit: 10, busyChats: [], jitter: 1 }),
    );
    expect(messages.map(({ phone }) => phone)).toEqual(['491511234569']);

    expect(await store.forInstallation(({ findExpired }) => findExpired())).toEqual([tenant]);
    const expire = (limit: number) =>
      store.forCaller(installationAuthor(tenant), (caller) => caller.messages.expire(limit));
    expect([await expire(1), await expire(10), await expire(10)]).toEqual([1, 1, 0]);
    expect(await store.forInstallation(({ findExpired }) => findExpired())).toEqual([]);

    const [first] = batch.outcomes;
    if (!first?.ok) throw new Error('not accepted');
    const found = await store.forTenant(tenant, (own) =>
      own.messages.find({ id: first.message.id, sentBy: null }, everything),
    );
    expect(found).toMatchObject({
      status: 'expired',
      is_final: true,
      safe_to_retry: true,
      failure: { code: 'expired' },
    });
    const balance = await store.forTenant(tenant, ({ reports }) => reports.balance(device.id, everything));
    expect(balance).toMatchObject({ pending: 1, failed: 2 });
    const told = (await readEvents(database, 'batch.progress')).filter((event) => event.tenant === tenant);
    expect(told.map(({ data }) => data)).toEqual([
      expect.objectContaining({ is_done: false, statuses: { queued: 1, expired: 1 } }),
      expect.objectContaining({ is_done: true, accepted: 2, statuses: { expired: 2 } }),
    ]);
    expect((await check()).faults).toEqual([]);
  });
});

describe('pruning messages', () => {
  /** As if all that there is of a tenant had been made so many days ago: ids, days and times. */
  const age = (tenantUuid: string, days: number) =>
    query(
      `do $$ begin
         alter table messages disable trigger user;
         update messages set created_at = created_at - interval '${days} days', day = day - ${days},
           id = (lpad(to_hex(('x' || replace(left(id::text, 13), '-', ''))::bit(48)::bigint - ${days}::bigint * 86400000), 12, '0')
             || substr(replace(id::text, '-', ''), 13))::uuid where tenant_id = '${tenantUuid}';
         alter table messages enable trigger user;
         update balances set day = day - ${days} where tenant_id = '${tenantUuid}';
         update batches set created_at = created_at - interval '${days} days' where tenant_id = '${tenantUuid}';
       end $$`,
    );

  it('takes away what the plan keeps no longer, with its balances and batches, in steps, and nothing that is open', async () => {
    const tenant = await createTestTenant(store, 'old', 'free');
    const device = await createLinkedDevice(store, tenant, '491500000002');
    const { id } = await acceptBatch(store, tenant, [
      newMessage(device),
      newMessage(device, { phone: '491511234568' }),
    ]);
    if (id === null) throw new Error('no batch');
    await store.forCaller(installationAuthor(tenant), ({ batches }) =>
      batches.cancel({ id, sentBy: null }, everything),
    );
    await accept(store, tenant, [newMessage(device, { phone: '491511234569' })]);
    await age(toUuid(tenant), 8);
    await acceptBatch(store, tenant, [newMessage(device, { phone: '491511234570' })]);
    expect((await check()).faults).toEqual([]);

    expect(await store.forInstallation(({ findPrunable }) => findPrunable())).toEqual([tenant]);
    const prune = (limit: number) => store.forTenant(tenant, ({ messages }) => messages.prune(limit));
    expect(await prune(1)).toBe(1);
    expect((await check()).faults).toEqual([]);
    expect([await prune(10), await prune(10)]).toEqual([1, 0]);
    expect(await store.forInstallation(({ findPrunable }) => findPrunable())).toEqual([]);

    expect((await check()).faults).toEqual([]);
    const kept = await query<{ messages: number; balances: number; batches: number }>(
      `select (select count(*)::int from messages where tenant_id = $1) as messages,
         (select count(*)::int from balances where tenant_id = $1) as balances,
         (select count(*)::int from batches where tenant_id = $1) as batches`,
      [toUuid(tenant)],
    );
    // The old one that is still open, with its balance, and all of today.
    expect(kept).toEqual([{ messages: 2, balances: 2, batches: 1 }]);
  });
});

it('keeps the answer to a key for seven days, and removes so many at a time', async () => {
  const tenant = await createTestTenant(store, 'keys');
  await query(
    `insert into idempotency_keys (tenant_id, key, request_hash, created_at)
     select $1, days, 'x', now() - make_interval(days => days) from unnest(array[1, 6, 8, 9, 30]) as days`,
    [toUuid(tenant)],
  );
  const prune = (limit: number) => store.forInstallation(({ pruneIdempotencyKeys }) => pruneIdempotencyKeys(limit));
  expect([await prune(2), await prune(2), await prune(2)]).toEqual([2, 1, 0]);
  expect(await query('select key from idempotency_keys order by key')).toEqual([{ key: '1' }, { key: '6' }]);
});
