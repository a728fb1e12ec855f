import { toUuid } from '@parley/contract';
import type { Client } from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import type { SessionStore } from '../src/doors/session-door.ts';
import { type SessionOf, StaleEpoch } from '../src/index.ts';
import { checksums } from './isolation-world.ts';
import { asOwner, connectAs, createTestDatabase, createTestTenant, type PlanId } from './test-database.ts';
import { createTestDevice, gainDevice } from './test-device.ts';

// Of two who take themselves for the holder of a shard, Postgres takes writes from one.

const database = await createTestDatabase();
const store = database.openStore();
const rival = database.openStore();
afterAll(database.drop);

let tenants = 0;
const createDevice = async (planId: PlanId = 'demo') => {
  tenants += 1;
  const tenantId = await createTestTenant(store, `tenant-${tenants}`, planId);
  return { tenantId, device: await createTestDevice(store, tenantId) };
};

const value = Buffer.from('a key');
const received: Parameters<SessionStore['messages']['receive']>[0][number] = {
  whatsappId: 'ABCD',
  person: { phone: '15550123', lid: null, name: null },
  by: 'contact',
  type: 'text',
  text: 'Hello',
  at: new Date(),
  isFromOffline: false,
};

/** Everything that a session can do, done. */
const deeds: Record<string, (store: SessionStore) => Promise<unknown>> = {
  'device.get': ({ device }) => device.get(),
  'device.recordCondition': ({ device }) =>
    device.recordCondition({ condition: { state: 'connecting', reason: 'starting' }, until: null }),
  'device.recordLink': ({ device }) => device.recordLink({ by: 'qr', text: 'x', expiresAt: new Date() }),
  'device.recordLinked': ({ device }) => device.recordLinked({ phone: '15550100', lid: null }),
  'device.recordRecovery': ({ device }) => device.recordRecovery({ step: 'restart', trouble: 'not_connecting' }),
  'device.fulfil': ({ device }) => device.fulfil('evt_1'),
  'device.purge': ({ device }) => device.purge(),
  'device.log': ({ device }) => device.log([{ at: new Date(), direction: 'in', shape: {} }]),
  'messages.claim': ({ messages }) => messages.claim({ limit: 1, busyChats: [], jitter: 1 }),
  'messages.record': ({ messages }) => messages.record([{ whatsappId: '3EB0', at: new Date(), became: 'sent' }]),
  'messages.resume': ({ messages }) => messages.resume({ underWay: [], inMs: 0 }),
  'messages.failUnsendable': ({ messages }) => messages.failUnsendable(),
  'messages.freezeFirstContacts': ({ messages }) => messages.freezeFirstContacts(new Date()),
  'messages.receive': ({ messages }) => messages.receive([received]),
  'vault.list': ({ vault }) => vault.list('k'),
  'vault.find': ({ vault }) => vault.find('k', ['i']),
  'vault.commit': ({ vault }) => vault.commit([{ kind: 'k', id: 'i', value }]),
  'vault.clear': ({ vault }) => vault.clear(),
};

it('knows everything that a session can do', async () => {
  const { tenantId, device } = await createDevice();
  const functions = await store.forSession(await gainDevice(store, tenantId, device), async (each) =>
    Object.entries(each).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => `${noun}.${verb}`)),
  );
  expect(Object.keys(deeds).toSorted()).toEqual(functions.toSorted());
});

describe.each(Object.entries(deeds))('%s', (_, deed) => {
  it('is done for the holder, and refused to the one before, who leaves nothing', async () => {
    const { tenantId, device } = await createDevice();
    const old = await gainDevice(store, tenantId, device);
    await store.forSession(old, deed);
    const held = await createTestDevice(store, tenantId);
    const stale = await gainDevice(store, tenantId, held);
    await gainDevice(rival, tenantId, held);
    const before = await checksums(database.databaseUrl);
    await expect(store.forSession(stale, deed)).rejects.toThrow(StaleEpoch);
    expect(await checksums(database.databaseUrl)).toEqual(before);
  });

  it("is refused for another tenant's device as for one that nobody has", async () => {
    const mine = await createDevice();
    const theirs = await createDevice();
    const gained = await gainDevice(store, theirs.tenantId, theirs.device);
    const session: SessionOf = { ...gained, tenantId: mine.tenantId };
    const before = await checksums(database.databaseUrl);
    await expect(store.forSession(session, deed)).rejects.toThrow(StaleEpoch);
    expect(await checksums(database.databaseUrl)).toEqual(before);
  });
});

it('takes nothing from the holder of another shard, though that has the same epoch', async () => {
  const { tenantId, device } = await createDevice();
  const shard = device.shard === 'sandbox-00' ? 'sandbox-01' : 'sandbox-00';
  const session: SessionOf = { tenantId, deviceId: device.id, shard, epoch: 1_000 };
  await asOwner(database.databaseUrl, (owner) =>
    owner.query('update shards set epoch = $1 where name = any($2)', [session.epoch, [shard, device.shard]]),
  );
  await expect(store.forSession(session, ({ vault }) => vault.clear())).rejects.toThrow(StaleEpoch);
  await store.forSession({ ...session, shard: device.shard }, ({ vault }) => vault.clear());
});

describe('in raw SQL, the session of a device', () => {
  /** A transaction that says it is the session of this device. */
  const asSession = async <T>({ tenantId, deviceId, shard, epoch }: SessionOf, work: (app: Client) => Promise<T>) => {
    const app = await connectAs(database, 'parley_app');
    try {
      await app.query('begin');
      await app.query(
        `select set_config('app.tenant_id', $1, true), set_config('app.device_id', $2, true),
           set_config('app.shard', $3, true), set_config('app.epoch', $4, true)`,
        [toUuid(tenantId), toUuid(deviceId), shard, epoch],
      );
      return await work(app);
    } finally {
      await app.end();
    }
  };

  const writes = (uuid: string, tenant: string): string[] => [
    `update devices set state = 'banned' where id = '${uuid}'`,
    `update devices set wish = null where id = '${uuid}'`,
    `update devices set link = null where id = '${uuid}'`,
    `delete from devices where id = '${uuid}'`,
    `insert into device_keys (tenant_id, device_id, kind, id, sealed) values ('${tenant}', '${uuid}', 'a', 'b', 'c')`,
    `update device_keys set sealed = 'x'`,
    'delete from device_keys',
    `insert into device_log (tenant_id, device_id, id, at, direction, shape)
     values ('${tenant}', '${uuid}', gen_random_uuid(), now(), 'in', '{}')`,
    'delete from device_log',
    `update messages set due_at = now()`,
    `insert into messages (tenant_id, id, device_id, chat_id, direction, origin, type, status, whatsapp_id)
     select tenant_id, gen_random_uuid(), device_id, id, 'in', 'contact', 'text', 'received', 'x' from chats`,
    `insert into events (tenant_id, id, type, data) values ('${tenant}', gen_random_uuid(), 'device.state', '{}')`,
  ];

  it.each(writes('x', 'x').map((sql, place) => ({ place, name: sql.slice(0, 32) })))(
    'writes nothing with a stale epoch: $name',
    async ({ place }) => {
      const { tenantId, device } = await createDevice();
      const stale = await gainDevice(store, tenantId, device);
      await store.forSession(stale, ({ vault }) => vault.commit([{ kind: 'k', id: 'i', value }]));
      const held = await gainDevice(rival, tenantId, device);
      const sql = writes(device.uuid, toUuid(tenantId))[place] ?? '';
      await expect(asSession(stale, (app) => app.query(sql))).rejects.toThrow('stale epoch');
      await asSession(held, (app) => app.query(sql));
    },
  );

  it('is not fooled by a temporary table', async () => {
    const { tenantId, device } = await createDevice();
    const stale = await gainDevice(store, tenantId, device);
    await gainDevice(rival, tenantId, device);
    const write = asSession(stale, async (app) => {
      await app.query('create temp table shards as select name, epoch - 1 as epoch from public.shards');
      await app.query('delete from device_keys');
    });
    await expect(write).rejects.toThrow('stale epoch');
  });

  it('changes no other device of its tenant, and sees none of its keys', async () => {
    const { tenantId, device } = await createDevice();
    const other = await createTestDevice(store, tenantId);
    await store.forSession(await gainDevice(store, tenantId, other), ({ vault }) =>
      vault.commit([{ kind: 'k', id: 'i', value }]),
    );
    const session = await gainDevice(store, tenantId, device);
    const change = `update devices set state = 'banned' where id = '${other.uuid}'`;
    await expect(asSession(session, (app) => app.query(change))).rejects.toThrow('another device');
    const { rowCount } = await asSession(session, (app) => app.query('select from device_keys'));
    expect(rowCount).toBe(0);
    expect(await store.forSession(session, ({ vault }) => vault.find('k', ['i']))).toEqual(new Map());
  });

  it('alone may delete a device that is linked, wished something of, or deleted', async () => {
    const { tenantId, device } = await createDevice();
    const session = await gainDevice(store, tenantId, device);
    await store.forSession(session, deeds['device.recordLinked'] ?? (() => Promise.reject(new Error('no deed'))));
    const app = await connectAs(database, 'parley_app');
    await app.query(`begin; select set_config('app.tenant_id', '${toUuid(tenantId)}', true)`);
    await expect(app.query('delete from devices')).rejects.toThrow('another device');
    await app.end();
    expect((await asSession(session, (mine) => mine.query('delete from devices'))).rowCount).toBe(1);
  });
});

describe('while the holder before has a transaction open', () => {
  /** Whether somebody waits for the shard's lock. */
  const untilOneWaits = async (owner: Client): Promise<void> => {
    for (;;) {
      const { rowCount } = await owner.query(
        `select from pg_locks where locktype = 'advisory' and not granted and mode = 'ExclusiveLock'
           and database = (select oid from pg_database where datname = current_database())`,
      );
      if (rowCount) return;
    }
  };

  it('the next one gains the shard only once it is over, and nothing of it comes later', async () => {
    const { tenantId, device } = await createDevice();
    const old = await gainDevice(store, tenantId, device);
    const order: string[] = [];
    let gaining: Promise<SessionOf> | undefined;
    await store.forSession(old, async ({ vault }) => {
      await vault.commit([{ kind: 'k', id: 'i', value: Buffer.from('old') }]);
      gaining = gainDevice(rival, tenantId, device).finally(() => order.push('gained'));
      await asOwner(database.databaseUrl, untilOneWaits);
      await vault.commit([{ kind: 'k', id: 'j', value: Buffer.from('old') }]);
      order.push('written');
    });
    if (!gaining) throw new Error('nobody gained it');
    const held = await gaining;
    expect(order).toEqual(['written', 'gained']);
    const found = await rival.forSession(held, ({ vault }) => vault.find('k', ['i', 'j']));
    expect([...found.keys()].toSorted()).toEqual(['i', 'j']);
    await expect(store.forSession(old, ({ vault }) => vault.clear())).rejects.toThrow(StaleEpoch);
  });

  it('and stands still in it, it loses the transaction, and the next one waits no longer than that', async () => {
    const { tenantId, device } = await createDevice();
    const old = await gainDevice(store, tenantId, device);
    const { promise: paused, resolve: wake } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const frozen = store.forSession(old, async ({ vault }) => {
      await vault.commit([{ kind: 'k', id: 'i', value }]);
      begin();
      await paused;
      await vault.commit([{ kind: 'k', id: 'j', value }]);
    });
    await begun;
    const start = performance.now();
    const held = await gainDevice(rival, tenantId, device);
    expect(performance.now() - start).toBeLessThan(4_500);
    wake();
    await expect(frozen).rejects.toThrow('unavailable');
    expect(await rival.forSession(held, ({ vault }) => vault.find('k', ['i', 'j']))).toEqual(new Map());
    await expect(store.forSession(old, ({ vault }) => vault.clear())).rejects.toThrow(StaleEpoch);
  });
});

it('grows epochs strictly, however many gain a shard at once', async () => {
  const grown = await Promise.all(
    Array.from({ length: 40 }, (_, turn) =>
      (turn % 2 ? store : rival).forInstallation(({ growEpoch }) => growEpoch('live-07')),
    ),
  );
  expect(grown.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, turn) => turn + 1));
});

it('takes writes of one holder at a time, whoever gains the shard when', async () => {
  const { tenantId, device } = await createDevice();
  /** Each holder reads the count and writes one more, with the epoch that it had, until it is refused. */
  const write = async (session: SessionOf, by: typeof store): Promise<number> => {
    for (let written = 0; ; written += 1) {
      const done = await by
        .forSession(session, async ({ vault }) => {
          const found = (await vault.find('n', ['count'])).get('count')?.toString() ?? '0 0';
          const [count = 0, epoch = 0] = found.split(' ').map(Number);
          if (epoch > session.epoch) throw new Error('a holder of before reads what a later one wrote');
          await vault.commit([{ kind: 'n', id: 'count', value: Buffer.from(`${count + 1} ${session.epoch}`) }]);
          return true;
        })
        .catch((error: unknown) => {
          if (error instanceof StaleEpoch) return false;
          throw error;
        });
      if (!done) return written;
    }
  };
  const writers: Promise<number>[] = [];
  let last: SessionOf | undefined;
  for (let turn = 0; turn < 12; turn += 1) {
    const by = turn % 2 ? store : rival;
    last = await gainDevice(by, tenantId, device);
    writers.push(write(last, by));
    await by.forSession(last, ({ device: each }) => each.get());
  }
  await store.forInstallation(({ growEpoch }) => growEpoch(device.shard));
  const written = (await Promise.all(writers)).reduce((sum, each) => sum + each, 0);
  const held = await gainDevice(store, tenantId, device);
  const found = await store.forSession(held, ({ vault }) => vault.find('n', ['count']));
  expect(Number(found.get('count')?.toString().split(' ')[0] ?? 0)).toBe(written);
});
