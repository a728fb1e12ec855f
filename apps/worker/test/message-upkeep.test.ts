import { newId, type TenantId, toUuid } from '@parley/contract';
import { createLogger } from '@parley/runtime';
import { installationAuthor } from '@parley/store';
import { asOwner, createTestDatabase, createTestTenant, readEvents } from '@parley/store/test-database';
import { afterAll, expect, it } from 'vitest';
import { expireMessages } from '../src/upkeep/expire-messages.ts';
import { pruneMessages } from '../src/upkeep/prune-messages.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(() => database.drop());
const logger = createLogger({ process: 'test', level: 'silent' });
const options = () => ({ store, logger, signal: new AbortController().signal });

type Backlog = { tenant: TenantId; count: number; status: string; expiresIn: string; daysAgo?: number };

/** As if so many had been accepted long ago. */
const addMessages = async ({ tenant, count, status, expiresIn, daysAgo = 0 }: Backlog) => {
  const added = await store.forCaller(installationAuthor(tenant), ({ devices }) =>
    devices.add({ name: 'Shop', network: 'sandbox', phone: null, proxy: null }),
  );
  if (!added.ok) throw new Error(added.failure.code);
  const [contact, chat] = [toUuid(newId('con')), toUuid(newId('cht'))];
  const ids = Array.from({ length: count }, () => toUuid(newId('msg')));
  const firstHex = (Date.now() - daysAgo * 86_400_000).toString(16).padStart(12, '0');
  const aged = ids.map((id) => `${firstHex.slice(0, 8)}-${firstHex.slice(8)}-${id.slice(14)}`);
  await asOwner(database.databaseUrl, async (owner) => {
    const own = [toUuid(tenant), toUuid(added.value.device.id)];
    await owner.query(`insert into contacts (tenant_id, id, phone) values ($1, $2, '4915112345678')`, [
      own[0],
      contact,
    ]);
    await owner.query('insert into chats (tenant_id, id, device_id, contact_id) values ($1, $3, $2, $4)', [
      ...own,
      chat,
      contact,
    ]);
    await owner.query(
      `insert into messages (tenant_id, id, device_id, chat_id, direction, origin, type, text, status, whatsapp_id, day,
         due_at, expires_at, created_at)
       select $1, id, $2, $3, 'out', 'api', 'text', 'x', $4, id, current_date, now(), now() + $5::interval,
         now() - make_interval(days => $7) from unnest($6::uuid[]) as id`,
      [...own, chat, status, expiresIn, aged, daysAgo],
    );
    await owner.query(
      `insert into balances (tenant_id, device_id, day, pending, failed)
       values ($1, $2, current_date, $3, $4)`,
      [...own, ...(status === 'queued' ? [count, 0] : [0, count])],
    );
  });
};

const statuses = (tenant: TenantId) =>
  asOwner(database.databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ status: string; count: number }>(
      'select status, count(*)::int as count from messages where tenant_id = $1 group by status order by status',
      [toUuid(tenant)],
    );
    return rows.map(({ status, count }) => `${count} ${status}`);
  });
const faults = async () => (await store.forInstallation(({ checkBalances }) => checkBalances())).faults;

it('expires whatever was not sent in its time, of every tenant and however much, and nothing else', async () => {
  const [busy, quiet] = [await createTestTenant(store, 'busy'), await createTestTenant(store, 'quiet')];
  await addMessages({ tenant: busy, count: 1_200, status: 'queued', expiresIn: '-1 second' });
  await addMessages({ tenant: quiet, count: 2, status: 'queued', expiresIn: '-1 second' });
  const patient = await createTestTenant(store, 'patient');
  await addMessages({ tenant: patient, count: 3, status: 'queued', expiresIn: '1 hour' });
  // Two workers at once.
  await Promise.all([expireMessages(options()), expireMessages(options())]);
  expect([await statuses(busy), await statuses(quiet), await statuses(patient)]).toEqual([
    ['1200 expired'],
    ['2 expired'],
    ['3 queued'],
  ]);
  expect(await readEvents(database, 'message.status')).toHaveLength(1_202);
  expect(await faults()).toEqual([]);
});

it('removes what the plan keeps no longer, however much, and nothing that is still to be sent', async () => {
  const tenant = await createTestTenant(store, 'old', 'free');
  await addMessages({ tenant, count: 4_500, status: 'failed', expiresIn: '-8 days', daysAgo: 8 });
  const open = await createTestTenant(store, 'open', 'free');
  await addMessages({ tenant: open, count: 2, status: 'queued', expiresIn: '1 hour', daysAgo: 8 });
  await pruneMessages(options());
  expect([await statuses(tenant), await statuses(open)]).toEqual([[], ['2 queued']]);
  expect(await faults()).toEqual([]);
});
