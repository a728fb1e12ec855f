import { balanceColumnOf, type BatchId, isFinal, type MessageStatus, toUuid } from '@parley/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationAuthor, type MessageNews } from '../src/index.ts';
import { asOwner, createTestDatabase, createTestTenant } from './test-database.ts';
import { holdDevice, type TestDevice } from './test-device.ts';
import { accept, acceptBatch, createLinkedDevice, everything, newMessage } from './test-messages.ts';

const database = await createTestDatabase();
const store = database.openStore({ poolSize: 10 });
afterAll(database.drop);

const faults = async () => (await store.forInstallation(({ checkBalances }) => checkBalances())).faults;
const rowsOf = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
  asOwner(database.databaseUrl, async (owner) => (await owner.query<Row>(text, values)).rows);

describe('room', () => {
  it('is never given twice, however many ask for it at once', async () => {
    const tenant = await createTestTenant(store, 'crowd', 'free');
    const device = await createLinkedDevice(store, tenant, '491500000001');
    const asking = Array.from({ length: 30 }, (_, asker) =>
      accept(
        store,
        tenant,
        Array.from({ length: 5 }, (__, place) => newMessage(device, { phone: `4915100${asker}0${place}00` })),
      ),
    );
    const outcomes = (await Promise.all(asking)).flatMap((each) => each.outcomes);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(50);
    expect(outcomes.filter((each) => !each.ok && each.code === 'quota_exceeded')).toHaveLength(100);
    const balance = await store.forTenant(tenant, ({ reports }) => reports.balance(device.id, everything));
    expect(balance).toMatchObject({ limit: 50, remaining: 0, pending: 50, successful_count: 0, failed: 0 });
  });

  it('is given back by what failed, and may be missing once that turns out to have come', async () => {
    const tenant = await createTestTenant(store, 'late', 'free');
    const device = await createLinkedDevice(store, tenant, '491500000002');
    const session = await holdDevice(store, tenant, device);
    const fill = (count: number) =>
      accept(
        store,
        tenant,
        Array.from({ length: count }, (_, place) => newMessage(device, { phone: `49151000000${10 + place}` })),
      );
    await fill(50);
    const { messages } = await store.forSession(session, (own) =>
      own.messages.claim({ limit: 1, busyChats: [], jitter: 1 }),
    );
    const [first] = messages;
    if (first === undefined) throw new Error('nothing was claimed');
    const at = new Date();
    const { whatsappId } = first;
    const record = (news: MessageNews) => store.forSession(session, (own) => own.messages.record([news]));
    await record({ whatsappId, at, became: 'failed', failure: 'message_rejected', serverCode: 479, until: null });
    expect((await fill(2)).outcomes.map(({ ok }) => ok)).toEqual([true, false]);
    await record({ whatsappId, at, became: 'delivered' });
    const balance = await store.forTenant(tenant, ({ reports }) => reports.balance(device.id, everything));
    expect(balance).toMatchObject({ remaining: -1, pending: 50, successful_count: 1, failed: 0 });
    expect(await faults()).toEqual([]);
  });

  it('is that of the day on which a message is to be sent', async () => {
    const tenant = await createTestTenant(store, 'ahead', 'free');
    const device = await createLinkedDevice(store, tenant, '491500000003');
    const tomorrow = new Date(Date.now() + 86_400_000);
    await accept(store, tenant, [newMessage(device), newMessage(device, { sendAt: tomorrow })]);
    const balance = await store.forTenant(tenant, ({ reports }) => reports.balance(device.id, everything));
    expect(balance).toMatchObject({ pending: 1, remaining: 49 });
  });
});

describe('a day', () => {
  /** The zone's own tables say when its days begin: the first instant that has the next date. */
  it.each(['UTC', 'Europe/Berlin', 'America/Havana', 'Africa/Cairo', 'Pacific/Kiritimati', 'Asia/Kathmandu'])(
    'ends in %s with the first moment of the next one',
    async (zone) => {
      const tenant = await createTestTenant(store, `zone-${zone.toLowerCase().replaceAll(/\W/g, '-')}`);
      const device = await createLinkedDevice(store, tenant, '491500000004');
      await store.forCaller(installationAuthor(tenant), (caller) => caller.tenant.changeSettings({ time_zone: zone }));
      const balance = await store.forTenant(tenant, ({ reports }) => reports.balance(device.id, everything));
      const resetsAt = Date.parse(balance?.resets_at ?? '');
      const dayAt = (time: number) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(time);
      expect(dayAt(Date.now())).toBe(balance?.day);
      expect([dayAt(resetsAt - 1), dayAt(resetsAt) === balance?.day]).toEqual([balance?.day, false]);
    },
  );

  it('is another one as soon as the time zone is', async () => {
    const tenant = await createTestTenant(store, 'moves', 'free');
    const device = await createLinkedDevice(store, tenant, '491500000005');
    const [early, late] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
    const settle = (zone: string) =>
      store.forCaller(installationAuthor(tenant), (caller) => caller.tenant.changeSettings({ time_zone: zone }));
    const balance = () => store.forTenant(tenant, ({ reports }) => reports.balance(device.id, everything));
    await settle(early);
    await accept(store, tenant, [newMessage(device)]);
    expect(await balance()).toMatchObject({ pending: 1 });
    await settle(late);
    expect(await balance()).toMatchObject({ pending: 0, remaining: 50 });
    expect(await faults()).toEqual([]);
  });
});

describe('whatever happens at once', () => {
  const many = 1_500;
  let devices: TestDevice[];
  let tenant: Awaited<ReturnType<typeof createTestTenant>>;
  beforeAll(async () => {
    tenant = await createTestTenant(store, 'storm', 'growth');
    devices = [];
    for (const phone of ['491500000011', '491500000012', '491500000013'])
      devices.push(await createLinkedDevice(store, tenant, phone));
  });

  it('counters are what the rows say, each message counts once, and the end of each batch is told once', async () => {
    const random = randomBy(20_261_121);
    const pick = <T>(list: readonly T[]): T => {
      const found = list[Math.floor(random() * list.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    };
    const sessions = new Map(
      await Promise.all(devices.map(async (device) => [device, await holdDevice(store, tenant, device)] as const)),
    );
    const seen = new Map<TestDevice, string[]>(devices.map((device) => [device, []]));
    const batches: BatchId[] = [];
    const sessionOf = (device: TestDevice) => {
      const session = sessions.get(device);
      if (session === undefined) throw new Error('no session');
      return session;
    };
    const some = () =>
      Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
        newMessage(pick(devices), {
          phone: `4915200000${Math.floor(random() * 40) + 10}`,
          ttlSeconds: random() < 0.2 ? 0 : null,
          sendAt: random() < 0.1 ? new Date(Date.now() + 86_400_000) : null,
        }),
      );
    const newsOf = (whatsappId: string): MessageNews => {
      const at = new Date();
      const became = pick(['sent', 'sent', 'delivered', 'read', 'failed', 'unknown', 'queued'] as const);
      if (became === 'failed')
        return { whatsappId, at, became, failure: 'message_rejected', serverCode: 479, until: null };
      return became === 'unknown' ? { whatsappId, at, became, tryAgainInMs: 0 } : { whatsappId, at, became };
    };
    const deeds = {
      accept: () => accept(store, tenant, some()),
      batch: async () => {
        const { id } = await acceptBatch(store, tenant, some());
        if (id !== null) batches.push(id);
      },
      claim: async () => {
        const device = pick(devices);
        const { messages } = await store.forSession(sessionOf(device), (own) =>
          own.messages.claim({ limit: 8, busyChats: [], jitter: 1 }),
        );
        seen.get(device)?.push(...messages.map(({ whatsappId }) => whatsappId));
      },
      record: async () => {
        const device = pick(devices);
        const known = seen.get(device) ?? [];
        if (known.length === 0) return;
        const told = new Set(Array.from({ length: 6 }, () => pick(known)));
        await store.forSession(sessionOf(device), (own) => own.messages.record([...told].map(newsOf)));
      },
      cancel: async () => {
        if (batches.length === 0) return;
        const id = pick(batches);
        await store.forCaller(installationAuthor(tenant), (caller) =>
          caller.batches.cancel({ id, sentBy: null }, everything),
        );
      },
      expire: () => store.forCaller(installationAuthor(tenant), ({ messages }) => messages.expire(20)),
    };
    const kinds = [
      'accept',
      'batch',
      'claim',
      'claim',
      'record',
      'record',
      'record',
      'cancel',
      'expire',
      'expire',
    ] as const;
    let left = many;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        await deeds[pick(kinds)]();
      }
    };
    await Promise.all(Array.from({ length: 10 }, work));

    expect(await faults()).toEqual([]);
    type Kept = { device_id: string; day: string; pending: number; successful: number; failed: number };
    const kept = await rowsOf<Kept>(
      'select device_id, day::text, pending, successful, failed from balances where tenant_id = $1',
      [toUuid(tenant)],
    );
    const rows = await rowsOf<{ device_id: string; day: string; status: MessageStatus; batch_id: string | null }>(
      'select device_id, day::text, status, batch_id from messages where tenant_id = $1',
      [toUuid(tenant)],
    );
    for (const { device_id, day, ...columns } of kept) {
      const own = rows.filter((row) => row.device_id === device_id && row.day === day);
      const counted = { pending: 0, successful: 0, failed: 0 };
      for (const { status } of own) counted[balanceColumnOf(status)] += 1;
      expect(columns).toEqual(counted);
    }
    expect(new Set(rows.map(({ status }) => status)).size).toBeGreaterThan(6);
    const ends = await rowsOf<{ batch: string; count: number }>(
      `select data ->> 'batch' as batch, count(*)::int as count from events
       where tenant_id = $1 and type = 'batch.progress' and (data -> 'is_done')::bool group by 1`,
      [toUuid(tenant)],
    );
    const open = new Set(rows.flatMap(({ batch_id, status }) => (isFinal(status) ? [] : (batch_id ?? []))));
    const done = new Set(rows.flatMap(({ batch_id }) => (batch_id === null || open.has(batch_id) ? [] : batch_id)));
    expect(new Set(ends.map(({ batch }) => batch))).toEqual(done);
    expect(ends.filter(({ count }) => count > 1)).toEqual([]);
  }, 60_000);

  it.each([
    ['a counter that somebody changed', `update balances set pending = pending + 1 where tenant_id = $1`],
    [
      'a message that is gone',
      `alter table messages disable trigger user;
      delete from messages where tenant_id = $1 and day is not null; alter table messages enable trigger user`,
    ],
    ['a balance that is gone', 'delete from balances where tenant_id = $1'],
  ])('the check finds %s, and names it', async (_, text) => {
    const victim = await createTestTenant(store, `victim-${text.length}`);
    const device = await createLinkedDevice(store, victim, '491500000021');
    await accept(store, victim, [newMessage(device)]);
    expect(await faults()).toEqual([]);
    const tamper = text.replaceAll('$1', `'${toUuid(victim)}'`);
    await asOwner(database.databaseUrl, (owner) => owner.query(tamper));
    expect(await faults()).toMatchObject([{ tenant: victim, device: device.id }]);
    await store.forInstallation(({ deleteTenant }) => deleteTenant({ id: victim, name: `victim-${text.length}` }));
  });
});

/** The same numbers each time (mulberry32). */
const randomBy = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = Math.trunc(state + 0x6d2b79f5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
