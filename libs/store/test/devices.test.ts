import { type DeviceCondition, toUuid } from '@parley/contract';
import { afterAll, describe, expect, it } from 'vitest';
import type { NewDevice } from '../src/devices/add-device.ts';
import { installationAuthor, type Reach, type SessionOf, StaleEpoch } from '../src/index.ts';
import { everywhere, valueOf } from './isolation-world.ts';
import { asOwner, createTestDatabase, createTestTenant, type PlanId, readRecords } from './test-database.ts';
import { createTestDevice, gainDevice, holdDevice, type TestDevice } from './test-device.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

let tenants = 0;
const createTenant = async (planId: PlanId = 'growth') => {
  tenants += 1;
  const id = await createTestTenant(store, `tenant-${tenants}`, planId);
  const add = (device: Partial<NewDevice> = {}) =>
    store.forCaller(installationAuthor(id), ({ devices }) =>
      devices.add({ name: 'sales', network: 'sandbox', phone: null, proxy: null, ...device }),
    );
  return {
    id,
    add,
    find: (ref: Parameters<typeof findIn>[1], reach = everywhere) => findIn(id, ref, reach),
    wish: (device: TestDevice, kind: 'link' | 'unlink' | 'stop' | 'restart') =>
      store.forCaller(installationAuthor(id), ({ devices }) =>
        devices.wish({ device: device.id, wish: kind === 'link' ? { kind, phone: null } : { kind } }, everywhere),
      ),
    remove: (device: TestDevice) =>
      store.forCaller(installationAuthor(id), ({ devices }) => devices.delete(device.id, everywhere)),
  };
};

const findIn = (
  tenantId: Parameters<typeof store.forTenant>[0],
  ref: Parameters<Parameters<Parameters<typeof store.forTenant>[1]>[0]['devices']['find']>[0],
  reach: Reach,
) => store.forTenant(tenantId, ({ devices }) => devices.find(ref, reach));

const no = (code: string) => ({ ok: false, failure: { code } });
const count = async (table: string, device: TestDevice): Promise<number> => {
  const column = table === 'devices' ? 'id' : 'device_id';
  const { rowCount } = await asOwner(database.databaseUrl, (owner) =>
    owner.query(`select from ${table} where ${column} = $1`, [device.uuid]),
  );
  return rowCount ?? 0;
};

const link = async (tenantId: Parameters<typeof findIn>[0], device: TestDevice, phone: string) => {
  const session = await holdDevice(store, tenantId, device);
  return store.forSession(session, (each) => each.device.recordLinked({ phone, lid: null }));
};

describe('adding a device', () => {
  it('is refused where the plan has no room, however many ask for the last place at once', async () => {
    const { add } = await createTenant('starter');
    const answers = await Promise.all(Array.from({ length: 8 }, () => add()));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    expect(answers.find(({ ok }) => !ok)).toMatchObject(no('plan_limit_reached'));
  });

  it('makes room again by deleting one', async () => {
    const tenant = await createTenant('free');
    const device = await createTestDevice(store, tenant.id);
    expect(await tenant.add()).toMatchObject(no('plan_limit_reached'));
    await tenant.remove(device);
    expect(await tenant.add()).toMatchObject({ ok: true });
  });

  it('spreads devices over the shards of their network, for ever', async () => {
    const { add, find } = await createTenant();
    const shards = new Set<string>();
    for (let turn = 0; turn < 12; turn += 1) {
      const { device, shard } = valueOf(await add({ network: 'live' }));
      expect(shard).toMatch(/^live-\d\d$/);
      expect((await find(device.id))?.shard).toBe(shard);
      shards.add(shard);
    }
    expect(shards.size).toBeGreaterThan(5);
  });

  it('shows of a proxy what is no secret, keeps it sealed, and gives it to the holder', async () => {
    const { id, add } = await createTenant();
    const { device, shard } = valueOf(await add({ proxy: 'socks5://me:hunter2@proxy.example:1080' }));
    expect(device.proxy).toBe('socks5://proxy.example:1080');
    const session = await holdDevice(store, id, { id: device.id, shard });
    expect(await store.forSession(session, (each) => each.device.get())).toMatchObject({
      proxy: 'socks5://me:hunter2@proxy.example:1080',
    });
    const rows = await asOwner(database.databaseUrl, (owner) => owner.query('select d::text from devices d'));
    expect(JSON.stringify(rows.rows)).not.toContain(Buffer.from('hunter2').toString('hex'));
  });
});

describe('a number', () => {
  it('belongs to one of two devices that are linked to it at once', async () => {
    const { id } = await createTenant();
    const devices = await Promise.all([1, 2, 3].map(() => createTestDevice(store, id)));
    const answers = await Promise.all(devices.map((device) => link(id, device, '15550100')));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter(({ ok }) => !ok)).toMatchObject([no('device_number_taken'), no('device_number_taken')]);
  });

  it('may belong to devices of several tenants', async () => {
    for (const { id } of [await createTenant(), await createTenant()])
      expect(await link(id, await createTestDevice(store, id), '15550101')).toEqual({ ok: true, value: null });
  });

  it('is free again once its device was deleted, though it is not unlinked yet', async () => {
    const tenant = await createTenant();
    const device = await createTestDevice(store, tenant.id);
    await link(tenant.id, device, '15550102');
    expect(await tenant.add({ phone: '15550102' })).toMatchObject(no('device_number_taken'));
    await tenant.remove(device);
    expect(await count('devices', device)).toBe(1);
    const next = valueOf(await tenant.add({ phone: '15550102' }));
    const linked = await link(
      tenant.id,
      { id: next.device.id, uuid: toUuid(next.device.id), shard: next.shard },
      '15550102',
    );
    expect(linked).toEqual({ ok: true, value: null });
  });

  it('names the device that is linked to it, before any other that had it', async () => {
    const tenant = await createTenant();
    const linked = await createTestDevice(store, tenant.id);
    const later = await createTestDevice(store, tenant.id);
    await link(tenant.id, later, '15550103');
    const session = await holdDevice(store, tenant.id, later);
    await store.forSession(session, ({ device }) =>
      device.recordCondition({ condition: { state: 'logged_out', reason: 'unlinked_by_you' }, until: null }),
    );
    await link(tenant.id, linked, '15550103');
    expect((await tenant.find('15550103'))?.device.id).toBe(linked.id);
  });
});

describe('reach', () => {
  it('hides devices of another network, and those that somebody is not narrowed to', async () => {
    const { id, find } = await createTenant();
    const live = await createTestDevice(store, id, { network: 'live' });
    const sandbox = await createTestDevice(store, id);
    const seen = async (reach: Reach) => {
      const list = valueOf(await store.forTenant(id, ({ devices }) => devices.list({ limit: 10 }, reach)));
      const found = await Promise.all([live, sandbox].map((each) => find(each.id, reach)));
      const ids = list.data.map(({ device }) => device.id).toSorted();
      expect(found.flatMap((each) => (each ? [each.device.id] : [])).toSorted()).toEqual(ids);
      return ids;
    };
    expect(await seen(everywhere)).toEqual([live.id, sandbox.id].toSorted());
    expect(await seen({ networks: ['sandbox'], devices: null })).toEqual([sandbox.id]);
    expect(await seen({ networks: ['live', 'sandbox'], devices: [live.id] })).toEqual([live.id]);
    expect(await seen({ networks: ['sandbox'], devices: [live.id] })).toEqual([]);
    expect(await seen({ networks: [], devices: null })).toEqual([]);
    const change = { device: live.id, name: 'mine' };
    const reach: Reach = { networks: ['sandbox'], devices: null };
    for (const ask of [
      store.forCaller(installationAuthor(id), ({ devices }) => devices.change(change, reach)),
      store.forCaller(installationAuthor(id), ({ devices }) => devices.delete(live.id, reach)),
      store.forCaller(installationAuthor(id), ({ devices }) =>
        devices.wish({ device: live.id, wish: { kind: 'link', phone: null } }, reach),
      ),
    ])
      expect(await ask).toMatchObject(no('device_not_found'));
  });
});

describe('a wish', () => {
  it('is refused where it makes no sense', async () => {
    const { id, wish } = await createTenant();
    const device = await createTestDevice(store, id);
    for (const kind of ['unlink', 'stop', 'restart'] as const)
      expect(await wish(device, kind)).toMatchObject(no('device_not_linked'));
    await wish(device, 'link');
    expect(await wish(device, 'restart')).toMatchObject(no('device_not_linked'));
    await link(id, device, '15550110');
    expect(await wish(device, 'link')).toMatchObject(no('device_already_linked'));
    expect(await wish(device, 'stop')).toMatchObject({ ok: true });
  });

  it('is found by the holder, and goes when it is fulfilled; a later one stays', async () => {
    const { id, wish, find } = await createTenant();
    const device = await createTestDevice(store, id);
    const toTend = () => store.forInstallation(({ findToTend }) => findToTend([device.shard]));
    const session = await holdDevice(store, id, device);
    const wished = () => store.forSession(session, async (each) => (await each.device.get()).wish);
    expect((await toTend()).map(({ deviceId }) => deviceId)).not.toContain(device.id);
    await wish(device, 'link');
    expect((await toTend()).map(({ deviceId }) => deviceId)).toContain(device.id);
    const first = await wished();
    await wish(device, 'link');
    await store.forSession(session, (each) => each.device.fulfil(first?.id ?? ''));
    const second = await wished();
    expect(second).toMatchObject({ kind: 'link' });
    expect(second?.id).not.toBe(first?.id);
    await store.forSession(session, (each) => each.device.fulfil(second?.id ?? ''));
    expect((await find(device.id))?.device.wish).toBeNull();
  });

  it('to link is fulfilled by being linked; another one is not', async () => {
    const { id, wish, find } = await createTenant();
    const device = await createTestDevice(store, id);
    await wish(device, 'link');
    await wish(device, 'stop');
    await link(id, device, '15550111');
    expect((await find(device.id))?.device.wish).toBe('stop');
    const other = await createTestDevice(store, id);
    await wish(other, 'link');
    await link(id, other, '15550112');
    expect((await find(other.id))?.device.wish).toBeNull();
  });
});

describe('a state', () => {
  const record = async (tenantId: Parameters<typeof findIn>[0], device: TestDevice, condition: DeviceCondition) => {
    const session = await holdDevice(store, tenantId, device);
    await store.forSession(session, (each) => each.device.recordCondition({ condition, until: null }));
  };
  const states = async (device: TestDevice): Promise<number> => {
    const { rowCount } = await asOwner(database.databaseUrl, (owner) =>
      owner.query(`select from events where type = 'device.state' and device_id = $1`, [device.uuid]),
    );
    return rowCount ?? 0;
  };

  it('is told when it changes and not when it is the same once more, and tells since when it is so', async () => {
    const { id, find } = await createTenant();
    const device = await createTestDevice(store, id);
    await record(id, device, { state: 'disconnected', reason: 'connection_lost' });
    const since = (await find(device.id))?.device.since;
    await record(id, device, { state: 'disconnected', reason: 'connection_lost' });
    await record(id, device, { state: 'disconnected', reason: 'not_answering' });
    expect(await states(device)).toBe(2);
    expect((await find(device.id))?.device).toMatchObject({ reason: 'not_answering', since });
    await record(id, device, { state: 'connected', reason: 'connected' });
    expect((await find(device.id))?.device.since).not.toBe(since);
  });

  it('is the word of an earlier holder until the one there is now says how it is, be it the same once more', async () => {
    const { id, find } = await createTenant();
    const device = await createTestDevice(store, id, { network: 'live' });
    const isOfEarlierHolder = async () => {
      const listed = valueOf(await store.forTenant(id, ({ devices }) => devices.list({ limit: 1 }, everywhere)));
      const found = await find(device.id);
      expect(listed.data[0]?.isOfEarlierHolder).toBe(found?.isOfEarlierHolder);
      return found?.isOfEarlierHolder;
    };
    const say = (session: SessionOf) =>
      store.forSession(session, (each) =>
        each.device.recordCondition({ condition: { state: 'connected', reason: 'connected' }, until: null }),
      );
    const first = await gainDevice(store, id, device);
    expect(await isOfEarlierHolder()).toBe(false); // nobody has said anything yet
    await say(first);
    expect(await isOfEarlierHolder()).toBe(false);
    await store.forInstallation(({ growEpoch }) => growEpoch(device.shard, 'same_holder'));
    expect(await isOfEarlierHolder()).toBe(false);
    const second = await gainDevice(store, id, device);
    expect(await isOfEarlierHolder()).toBe(true);
    await say(second);
    expect(await isOfEarlierHolder()).toBe(false);
    expect(await states(device)).toBe(1);
  });

  it('takes away what was shown to link it, and, logged out, its number', async () => {
    const { id, find, add } = await createTenant();
    const device = await createTestDevice(store, id);
    const session = await holdDevice(store, id, device);
    const shown = { by: 'qr' as const, text: 'scan me', expiresAt: new Date(Date.now() + 20_000) };
    await store.forSession(session, (each) => each.device.recordLink(shown));
    expect((await find(device.id))?.link).toEqual(shown);
    await record(id, device, { state: 'connected', reason: 'connected' });
    expect((await find(device.id))?.link).toBeNull();
    await link(id, device, '15550120');
    await record(id, device, { state: 'logged_out', reason: 'removed_on_phone' });
    expect(await find(device.id)).toMatchObject({ isLinked: false });
    expect(await add({ phone: '15550120' })).toMatchObject({ ok: true });
  });
});

describe('deleting a device', () => {
  it('leaves nothing of one that was never linked', async () => {
    const { id, remove, find } = await createTenant();
    const device = await createTestDevice(store, id);
    expect(await remove(device)).toMatchObject({ ok: true });
    expect(await count('devices', device)).toBe(0);
    expect(await find(device.id)).toBeNull();
    expect(await remove(device)).toMatchObject(no('device_not_found'));
    expect(await readRecords(database, toUuid(id))).toContain('device.deleted by installation');
  });

  it('leaves a linked one to its holder, who purges it with its keys and its log; nobody else finds it', async () => {
    const { id, remove, find, wish } = await createTenant();
    const device = await createTestDevice(store, id);
    await link(id, device, '15550130');
    const session = await holdDevice(store, id, device);
    const purge = () => store.forSession(session, (each) => each.device.purge());
    await store.forSession(session, async ({ vault, device: each }) => {
      await vault.commit([{ kind: 'k', id: 'i', value: Buffer.from('x') }]);
      await each.log([{ at: new Date(), direction: 'out', shape: {} }]);
    });
    await purge();
    expect(await count('devices', device)).toBe(1);
    await remove(device);
    expect(await find(device.id)).toBeNull();
    expect(await wish(device, 'stop')).toMatchObject(no('device_not_found'));
    expect(await store.forSession(session, (each) => each.device.get())).toMatchObject({ isDeleted: true });
    await purge();
    for (const table of ['devices', 'device_keys', 'device_log']) expect(await count(table, device), table).toBe(0);
    await expect(purge()).rejects.toThrow(StaleEpoch);
  });
});

it('keeps the last thousand lines of a log, newest first, page by page', async () => {
  const { id } = await createTenant();
  const device = await createTestDevice(store, id);
  const session = await holdDevice(store, id, device);
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, place) => ({
      at: new Date(),
      direction: 'in' as const,
      shape: { n: from + place },
    }));
  for (let from = 0; from < 1_050; from += 70)
    await store.forSession(session, (each) => each.device.log(lines(from, from + 70)));
  expect(await count('device_log', device)).toBe(1_000);
  const numbers: unknown[] = [];
  for (let cursor: string | undefined; ;) {
    const page = valueOf(
      await store.forTenant(id, ({ devices }) => devices.listLog({ device: device.id, limit: 200, cursor })),
    );
    numbers.push(...page.data.map(({ shape }) => shape['n']));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, place) => 1_049 - place));
});
