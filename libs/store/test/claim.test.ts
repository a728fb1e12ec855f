import { randomUUID } from 'node:crypto';
import { toUuid } from '@parley/contract';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { SessionStore } from '../src/index.ts';
import { claim } from '../src/messages/claim-statement.ts';
import { asOwner, createTestDatabase, createTestTenant } from './test-database.ts';
import { createTestDevice, gainDevice, type TestDevice } from './test-device.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(() => database.drop());
const tenantId = await createTestTenant(store, 'acme', 'growth');
const tenantUuid = toUuid(tenantId);

const query = (text: string, values: unknown[] = []) =>
  asOwner(database.databaseUrl, async (owner) => (await owner.query<Record<string, unknown>>(text, values)).rows);

type Queued = { chats: number; of: number; isFirst?: boolean; dueIn?: string };

/** A device to which so many messages wait, in so many chats, one chat after the other. */
const deviceWith = async (...queued: Queued[]) => {
  const device = await createTestDevice(store, tenantId);
  for (const each of queued) await addTo(device, each);
  await query('analyze messages');
  const held = await gainDevice(store, tenantId, device);
  const inSession = <T>(work: (messages: SessionStore['messages']) => Promise<T>) =>
    store.forSession(held, ({ messages }) => work(messages));
  return {
    ...device,
    inSession,
    claim: (limit = 5, busyChats: string[] = []) =>
      inSession((messages) => messages.claim({ limit, busyChats, jitter: 1 })),
  };
};

const addTo = async (device: TestDevice, { chats, of, isFirst = false, dueIn = '-1 minute' }: Queued) => {
  const series = randomUUID();
  await query(
    `with made as (insert into contacts (tenant_id, id, phone)
       select $1, gen_random_uuid(), $4 || n from generate_series(1, $3::int) n returning id, phone
     ), talked as (insert into chats (tenant_id, id, device_id, contact_id)
       select $1, gen_random_uuid(), $2, id from made returning id
     ), numbered as (select id, row_number() over () as n from talked)
     insert into messages (tenant_id, id, device_id, chat_id, direction, origin, type, text, status, whatsapp_id,
       is_first_contact, day, due_at, expires_at)
     select $1, gen_random_uuid(), $2, id, 'out', 'api', 'text', 'x', 'queued', gen_random_uuid(), $6, current_date,
       now() + $7::interval + ((n * $5::int + k) || ' microseconds')::interval, now() + interval '1 day'
     from numbered cross join generate_series(1, $5::int) k order by n, k`,
    [tenantUuid, device.uuid, chats, series, of, isFirst, dueIn],
  );
  await query(
    `insert into balances (tenant_id, device_id, day, pending)
     select tenant_id, device_id, day, count(*) from messages where device_id = $1 group by 1, 2, 3
     on conflict (tenant_id, device_id, day) do update set pending = excluded.pending`,
    [device.uuid],
  );
};

/** How many pages a claim looks at, and how it finds messages. */
const explain = ({ uuid }: TestDevice, busyChats: string[] = []) =>
  asOwner(database.databaseUrl, async (owner) => {
    await owner.query(`begin; select set_config('app.epoch', '1', true)`);
    const { rows } = await owner.query<Record<string, unknown>>(`explain (analyze, buffers) ${claim.text}`, [
      tenantUuid,
      uuid,
      busyChats,
      5,
    ]);
    await owner.query('rollback');
    const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n');
    const pages = [...(/^ +Buffers: shared hit=(\d+)(?: read=(\d+))?/m.exec(plan)?.slice(1) ?? [])];
    return { plan, pages: pages.reduce((sum, count) => sum + Number(count ?? 0), 0) };
  });

/** Enough that looking at each of them would show. The same holds for fifty thousand, which take long to write. */
const many = 5_000;
const most = 1_500;
const readsOn = /Seq Scan on messages/;

it('looks at few pages, however many messages wait of one device in as many chats', async () => {
  const device = await deviceWith({ chats: many, of: 1 });
  const { plan, pages } = await explain(device);
  expect(plan).not.toMatch(readsOn);
  expect(pages).toBeLessThan(most);
  expect((await device.claim()).messages).toHaveLength(5);
});

it('finds another chat behind one that owns nearly all, also while that one is busy', async () => {
  const device = await deviceWith({ chats: 1, of: many }, { chats: 3, of: 1 });
  const first = await device.claim();
  expect(first.messages).toHaveLength(4);
  const hot = first.messages.find(({ chat }) => chat === first.messages[0]?.chat)?.chat ?? '';
  await addTo(device, { chats: 1, of: 2 });
  const { plan, pages } = await explain(device, [hot]);
  expect(plan).not.toMatch(readsOn);
  expect(pages).toBeLessThan(most);
  const { messages, hasMore } = await device.claim(4, [hot]);
  expect(messages).toHaveLength(1);
  expect(hasMore).toBe(true);
});

it('does not look through first contacts that have to wait until tomorrow', async () => {
  const device = await deviceWith({ chats: many, of: 1, isFirst: true }, { chats: 1, of: 1 });
  await query(`update plans set first_contacts_per_day = 2`);
  onTestFinished(async () => void (await query('update plans set first_contacts_per_day = null')));
  await query(`update balances set first_contacts = 1 where device_id = $1`, [device.uuid]);
  const claimed = await device.claim();
  expect(claimed.messages.filter(({ isFirstContact }) => isFirstContact)).toHaveLength(1);
  expect(claimed.messages).toHaveLength(2);
  const { plan, pages } = await explain(device);
  expect(plan).not.toMatch(readsOn);
  expect(pages).toBeLessThan(500);
  const nothing = await device.claim();
  expect(nothing).toMatchObject({ messages: [], hasMore: false });
  expect(nothing.nextInMs).toBeGreaterThan(0);
  expect(nothing.nextInMs).toBeLessThanOrEqual(86_400_000);
});

it('takes replies before first contacts, each in its order, one of each chat, and all of a chat in theirs', async () => {
  const device = await deviceWith({ chats: 2, of: 2, isFirst: true, dueIn: '-3 minutes' }, { chats: 2, of: 2 });
  const order: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const { messages } = await device.claim(2);
    order.push(messages.map(({ isFirstContact }) => (isFirstContact ? 'first' : 'reply')).join(' '));
    expect(new Set(messages.map(({ chat }) => chat)).size).toBe(2);
  }
  expect(order).toEqual(['reply reply', 'reply reply', 'first first', 'first first']);
});

it('keeps the pace of a device whoever holds it, and tells when its next slot is', async () => {
  const device = await deviceWith({ chats: 3, of: 1 });
  await query('update devices set messages_per_minute = 60 where id = $1', [device.uuid]);
  const first = await device.claim();
  expect(first.messages).toHaveLength(1);
  expect(first.nextInMs).toBe(1_000);
  const next = await gainDevice(store, tenantId, device);
  const soon = await store.forSession(next, ({ messages }) => messages.claim({ limit: 5, busyChats: [], jitter: 1 }));
  expect(soon.messages).toEqual([]);
  expect(soon.nextInMs).toBeGreaterThan(0);
  expect(soon.nextInMs).toBeLessThanOrEqual(1_000);
});

it('tells when the next message is due', async () => {
  const device = await deviceWith({ chats: 1, of: 1, dueIn: '1 hour' });
  const { messages, nextInMs } = await device.claim();
  expect(messages).toEqual([]);
  expect(nextInMs).toBeGreaterThan(3_500_000);
  expect(nextInMs).toBeLessThanOrEqual(3_600_100);
});

const statusOf = async (device: TestDevice) =>
  (
    await query('select status, attempts, failure, due_at is null as is_left from messages where device_id = $1', [
      device.uuid,
    ])
  )[0];

it('counts no try of which nothing left, and no first contact', async () => {
  const device = await deviceWith({ chats: 1, of: 1, isFirst: true });
  const [message] = (await device.claim()).messages;
  const whatsappId = message?.whatsappId ?? '';
  const at = new Date();
  await device.inSession((messages) => messages.record([{ whatsappId, at, became: 'queued' }]));
  expect(await statusOf(device)).toMatchObject({ status: 'queued', attempts: 0 });
  expect(await query('select first_contacts, pending from balances where device_id = $1', [device.uuid])).toEqual([
    { first_contacts: 0, pending: 1 },
  ]);
  await device.claim();
  await device.inSession((messages) => messages.record([{ whatsappId, at, became: 'unknown', tryAgainInMs: 0 }]));
  const [again] = (await device.claim()).messages;
  expect(again).toMatchObject({ attempts: 2, whatsappId });
  await device.inSession((messages) => messages.record([{ whatsappId, at, became: 'queued' }]));
  expect(await statusOf(device)).toMatchObject({ status: 'unknown', attempts: 1 });
});

it('takes no refusal for the end where an earlier try may have arrived, or WhatsApp has said yes', async () => {
  const device = await deviceWith({ chats: 1, of: 1 });
  const [message] = (await device.claim()).messages;
  const whatsappId = message?.whatsappId ?? '';
  const refused = {
    whatsappId,
    at: new Date(),
    became: 'failed',
    failure: 'message_rejected',
    serverCode: 479,
    until: null,
  } as const;
  const record = (news: Parameters<SessionStore['messages']['record']>[0][number]) =>
    device.inSession((messages) => messages.record([news]));
  await record({ whatsappId, at: new Date(), became: 'unknown', tryAgainInMs: 0 });
  await device.claim();
  await record(refused);
  expect(await statusOf(device)).toMatchObject({ status: 'unknown', failure: null });
  await record({ whatsappId, at: new Date(), became: 'sent' });
  await record(refused);
  expect(await statusOf(device)).toMatchObject({ status: 'sent', failure: null });
  expect(await query('select pending, successful, failed from balances where device_id = $1', [device.uuid])).toEqual([
    { pending: 0, successful: 1, failed: 0 },
  ]);
});

it('takes up what a holder of before has tried, but for what is under way, and nothing that was tried often enough', async () => {
  const device = await deviceWith({ chats: 3, of: 1 });
  const [one, two, three] = (await device.claim()).messages;
  const resume = () => device.inSession((messages) => messages.resume({ underWay: [one?.whatsappId ?? ''], inMs: 0 }));
  await query('update messages set attempts = 10 where whatsapp_id = $1', [three?.whatsappId]);
  await resume();
  const statuses = async () =>
    Object.fromEntries(
      (await query('select whatsapp_id, status from messages where device_id = $1', [device.uuid])).map((row) => [
        row['whatsapp_id'],
        row['status'],
      ]),
    );
  expect(await statuses()).toEqual({
    [one?.whatsappId ?? '']: 'sending',
    [two?.whatsappId ?? '']: 'unknown',
    [three?.whatsappId ?? '']: 'unknown',
  });
  expect((await device.claim()).messages).toMatchObject([{ whatsappId: two?.whatsappId, attempts: 2 }]);
  // A try of a holder that has died meanwhile is not waited for.
  expect((await device.claim()).messages).toEqual([]);
  await resume();
  expect((await device.claim()).messages).toMatchObject([{ whatsappId: two?.whatsappId, attempts: 3 }]);
});

it('makes replies of what waits in a chat as soon as the first of it was sent', async () => {
  const device = await deviceWith({ chats: 1, of: 3, isFirst: true });
  const [message] = (await device.claim()).messages;
  await device.inSession((messages) =>
    messages.record([{ whatsappId: message?.whatsappId ?? '', at: new Date(), became: 'delivered' }]),
  );
  expect((await device.claim()).messages).toMatchObject([{ isFirstContact: false }]);
  expect(
    await query('select known_since is not null as is_known from chats where device_id = $1', [device.uuid]),
  ).toEqual([{ is_known: true }]);
});

it('ends what is due of a device that can send nothing any more, and leaves what was tried or is not due', async () => {
  const device = await deviceWith({ chats: 2, of: 1 }, { chats: 1, of: 1, dueIn: '1 hour' });
  const held = await gainDevice(store, tenantId, device);
  const inSession = <T>(work: (session: SessionStore) => Promise<T>) => store.forSession(held, work);
  await inSession(({ device: own }) => own.recordLinked({ phone: `49${Date.now()}`, lid: null }));
  await inSession(({ messages }) => messages.failUnsendable());
  expect((await query(`select from messages where device_id = $1 and status = 'failed'`, [device.uuid])).length).toBe(
    0,
  );
  await inSession(({ messages }) => messages.claim({ limit: 1, busyChats: [], jitter: 1 }));
  await inSession(({ messages }) => messages.resume({ underWay: [], inMs: 0 }));
  const condition = { state: 'logged_out', reason: 'removed_on_phone' } as const;
  await inSession(({ device: own }) => own.recordCondition({ condition, until: null }));
  expect(await inSession(({ messages }) => messages.failUnsendable())).toBe(false);
  expect(
    await query('select status, failure from messages where device_id = $1 order by status', [device.uuid]),
  ).toEqual([
    { status: 'failed', failure: 'device_logged_out' },
    { status: 'queued', failure: null },
    { status: 'unknown', failure: null },
  ]);
  expect(await query('select pending, failed from balances where device_id = $1', [device.uuid])).toEqual([
    { pending: 2, failed: 1 },
  ]);
});

it('makes a chat known in which hundreds wait: so many of them at once as there is time for, more with each that is sent', async () => {
  const device = await deviceWith({ chats: 1, of: 250, isFirst: true });
  const sendNext = async () => {
    const [message] = (await device.claim(1)).messages;
    const whatsappId = message?.whatsappId ?? '';
    await device.inSession((messages) => messages.record([{ whatsappId, at: new Date(), became: 'sent' }]));
    const [left] = await query(
      `select count(*)::int as count from messages where device_id = $1 and status = 'queued' and is_first_contact`,
      [device.uuid],
    );
    return left?.['count'];
  };
  expect(await sendNext()).toBe(149);
  // Of those that go before first contacts now.
  expect(await sendNext()).toBe(149);
});
