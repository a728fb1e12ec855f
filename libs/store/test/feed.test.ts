import type { DeviceId, EventType } from '@parley/contract';
import { eventTypes, namesOf, toUuid } from '@parley/contract';
import type { Client } from 'pg';
import { afterAll, expect, it } from 'vitest';
import { installationAuthor, type Reach } from '../src/index.ts';
import { everywhere, valueOf } from './isolation-world.ts';
import { connectAs, createTestDatabase, createTestTenant } from './test-database.ts';
import { createTestDevice, holdDevice } from './test-device.ts';

const database = await createTestDatabase();
const store = database.openStore();
const writer = await connectAs(database, 'parley_app');
const late = await connectAs(database, 'parley_app');
afterAll(async () => {
  await Promise.all([writer.end(), late.end()]);
  await database.drop();
});

let tenants = 0;
const createTenant = () => {
  tenants += 1;
  return createTestTenant(store, `tenant-${tenants}`);
};

type Asked = { cursor?: string; limit?: number; types?: readonly EventType[]; reach?: Reach };
const all = namesOf(eventTypes);
const read = (tenantId: Parameters<typeof store.forTenant>[0], asked: Asked = {}) =>
  store.forTenant(tenantId, ({ events }) =>
    events.read({
      cursor: asked.cursor,
      limit: 100,
      types: all,
      ...asked,
      reach: { chats: null, ...(asked.reach ?? everywhere) },
    }),
  );
const page = async (...asked: Parameters<typeof read>) => valueOf(await read(...asked));

/** Reads on until this many have come: transactions of other tests on the same Postgres may hold the feed back. */
const readUntil = async (tenantId: Parameters<typeof read>[0], count: number, cursor: string) => {
  const told: string[] = [];
  let next = cursor;
  while (told.length < count) {
    const { data, next_cursor } = await page(tenantId, { cursor: next });
    told.push(...data.map(({ data: { n } }) => String(n)));
    next = next_cursor;
  }
  return { told, next };
};

const begin = (client: Client, tenantUuid: string) =>
  client.query(`begin; select set_config('app.tenant_id', '${tenantUuid}', true)`);
const tell = (client: Client, tenantUuid: string, n: string) =>
  client.query(
    `insert into events (tenant_id, id, type, data) values ($1, gen_random_uuid(), 'settings.changed', $2)`,
    [tenantUuid, { n }],
  );
const tellAtOnce = async (client: Client, tenantUuid: string, n: string) => {
  await begin(client, tenantUuid);
  await tell(client, tenantUuid, n);
  await client.query('commit');
};

it('begins from now, and tells each thing once, in order', async () => {
  const tenantId = await createTenant();
  const uuid = toUuid(tenantId);
  await tellAtOnce(writer, uuid, 'before');
  // What is told from now on may still begin before this, while other tests hold transactions open.
  const whole = await readUntil(tenantId, 2, (await fromTheStart(tenantId)).next_cursor);
  expect(whole.told).toEqual(['undefined', 'before']);
  for (const n of ['a', 'b', 'c']) await tellAtOnce(writer, uuid, n);
  const { told, next } = await readUntil(tenantId, 3, whole.next);
  expect(told).toEqual(['a', 'b', 'c']);
  expect((await page(tenantId, { cursor: next })).data).toEqual([]);
});

it('never passes by an event whose transaction commits late', async () => {
  const tenantId = await createTenant();
  const uuid = toUuid(tenantId);
  const { next } = await readUntil(tenantId, 1, (await fromTheStart(tenantId)).next_cursor);
  await begin(late, uuid);
  await tell(late, uuid, 'late');
  await tellAtOnce(writer, uuid, 'quick');
  // What was committed meanwhile waits behind it, or a cursor would stand behind what is still to come.
  const held = await page(tenantId, { cursor: next });
  expect(held.data).toEqual([]);
  const again = await page(tenantId, { cursor: held.next_cursor });
  expect(again.data).toEqual([]);
  await late.query('commit');
  expect((await readUntil(tenantId, 2, again.next_cursor)).told).toEqual(['late', 'quick']);
});

it('goes on once a transaction that was waited for has come to nothing', async () => {
  const tenantId = await createTenant();
  const uuid = toUuid(tenantId);
  const { next } = await readUntil(tenantId, 1, (await fromTheStart(tenantId)).next_cursor);
  await begin(late, uuid);
  await tell(late, uuid, 'never');
  await tellAtOnce(writer, uuid, 'quick');
  await late.query('rollback');
  expect((await readUntil(tenantId, 1, next)).told).toEqual(['quick']);
});

it('tells everything exactly once to a reader who pages while several write, and commit in any order', async () => {
  const tenantId = await createTenant();
  const uuid = toUuid(tenantId);
  const { next } = await readUntil(tenantId, 1, (await fromTheStart(tenantId)).next_cursor);
  const writers = await Promise.all([1, 2, 3].map(() => connectAs(database, 'parley_app')));
  const writing = Promise.all(
    writers.map(async (client, who) => {
      for (let turn = 0; turn < 40; turn += 1) {
        await begin(client, uuid);
        await tell(client, uuid, `${who}-${turn}`);
        for (let pause = 0; pause < turn % 4; pause += 1) await client.query('select 1');
        await client.query(turn % 10 === 9 ? 'rollback' : 'commit');
      }
      await client.end();
    }),
  );
  const told: string[] = [];
  let cursor = next;
  while (told.length < 108) {
    const { data, next_cursor } = await page(tenantId, { cursor, limit: 5 });
    told.push(...data.map((event) => String(event.data['n'])));
    cursor = next_cursor;
  }
  await writing;
  expect(new Set(told).size).toBe(108);
  for (const who of [0, 1, 2]) {
    const theirs = told.filter((n) => n.startsWith(`${who}-`)).map((n) => Number(n.slice(2)));
    expect(theirs).toEqual(theirs.toSorted((a, b) => a - b));
  }
});

it('tells only of the types and the devices that are within reach, also of devices that are gone', async () => {
  const tenantId = await createTenant();
  const { next_cursor: cursor } = await fromTheStart(tenantId);
  const live = await createTestDevice(store, tenantId, { network: 'live' });
  const sandbox = await createTestDevice(store, tenantId);
  await store.forSession(await holdDevice(store, tenantId, sandbox), ({ device }) =>
    device.recordRecovery({ step: 'restart', trouble: 'not_connecting' }),
  );
  for (const { id } of [live, sandbox])
    await store.forCaller(installationAuthor(tenantId), ({ devices }) => devices.delete(id, everywhere));
  await readUntil(tenantId, 6, cursor);
  const heard = async (reach: Reach, types: readonly EventType[] = all) =>
    (await page(tenantId, { cursor, reach, types })).data.map(({ type, device }) => [type, device]);
  const of = (id: DeviceId, ...types: string[]) => types.map((type) => [type, id]);
  const ofSandbox = of(sandbox.id, 'device.added', 'device.recovery', 'device.deleted');
  expect(await heard({ networks: ['sandbox'], devices: null })).toEqual([['tenant.created', null], ...ofSandbox]);
  expect(await heard({ networks: ['live'], devices: [live.id] }, ['device.added', 'device.deleted'])).toEqual(
    of(live.id, 'device.added', 'device.deleted'),
  );
  expect(await heard({ networks: ['live'], devices: [sandbox.id] }, ['device.added'])).toEqual([]);
});

it('tells nothing of another tenant, whose cursor is as good as its own', async () => {
  const mine = await createTenant();
  const theirs = await createTenant();
  const { next_cursor: cursor } = await fromTheStart(theirs);
  const { told } = await readUntil(mine, 1, cursor);
  expect(told).toEqual(['undefined']);
  const { data } = await page(mine, { cursor });
  expect(data.map(({ type }) => type)).toEqual(['tenant.created']);
});

it('refuses a cursor of another Postgres, one of the future, and what is none', async () => {
  const tenantId = await createTenant();
  const { next_cursor } = await page(tenantId);
  const key = keyOf(next_cursor);
  const refused = { ok: false, failure: { code: 'input_invalid' } };
  for (const changed of [
    ['00000000', ...key.slice(1)],
    [key[0], '999999999999999999', key[2]],
    [key[0], '1; drop table events', key[2]],
    [key[0], '-1', key[2]],
    key.slice(1),
  ])
    expect(await read(tenantId, { cursor: encode(changed) }), JSON.stringify(changed)).toMatchObject(refused);
  expect(await read(tenantId, { cursor: 'nonsense' })).toMatchObject(refused);
});

const keyOf = (cursor: string): unknown[] => JSON.parse(Buffer.from(cursor, 'base64url').toString());
const encode = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** A cursor from before everything that was ever told. */
async function fromTheStart(tenantId: Parameters<typeof read>[0]): Promise<{ next_cursor: string }> {
  const [home] = keyOf((await page(tenantId)).next_cursor);
  return { next_cursor: encode([home, '0', '00000000-0000-0000-0000-000000000000']) };
}
