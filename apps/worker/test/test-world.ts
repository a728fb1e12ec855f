import { type Device, type DeviceId, type DeviceRef, networks, newId, type TenantId, toUuid } from '@parley/contract';
import { createDispatch, openRedis } from '@parley/coordination';
import { claimTestRedis } from '@parley/coordination/test-redis';
import { createLogger, createMetrics } from '@parley/runtime';
import { startTestSandbox } from '@parley/sandbox/test-sandbox';
import { installationAuthor, type Reach, type StoredDevice, type WishOf } from '@parley/store';
import { asOwner, createTestDatabase, createTestTenant } from '@parley/store/test-database';
import { defaultWhatsAppVersion } from '@parley/whatsapp';
import { afterAll, vi } from 'vitest';
import { z } from 'zod';
import { holdDevices } from '../src/hold-devices.ts';
import { usualDispatchTimes } from '../src/messages/dispatch-times.ts';
import { createWorkerMetrics } from '../src/metrics.ts';
import { type RecoveryTimes, usualRecoveryTimes } from '../src/sessions/recovery-times.ts';
import { joinSandbox } from '../src/sandbox-network.ts';
import { provisionPhone, recordProvisioned } from './provision-phone.ts';

/** Shorter than usual, and long enough for a machine that is busy with other tests. */
const shortTimes = { ttlMs: 4_000, renewEveryMs: 400, holdMs: 3_000, lookEveryMs: 20 };

/** Patience short enough for a test, for what a test is not about. */
export const shortPatience: RecoveryTimes = {
  ...usualRecoveryTimes,
  firstWaitMs: 100,
  mostWaitMs: 500,
  farewellMs: 3_000,
};

const phoneShape = z.object({ devices: z.array(z.unknown()) });

const everything: Reach = { networks, devices: null };

/** A sandbox, a database and a Redis of a test file's own, and what people do with devices there. */
export const startTestWorld = async () => {
  const sandbox = await startTestSandbox();
  const database = await createTestDatabase();
  const lines: string[] = [];
  const logger = createLogger({
    process: 'worker',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const redisUrl = await claimTestRedis();
  const redis = openRedis({ url: redisUrl, logger });
  await vi.waitFor(() => redis.ready());
  const store = database.openStore();
  const dispatch = createDispatch({ redis, logger });
  const place = await joinSandbox(new URL(sandbox.url), new AbortController().signal);
  const tenantId = await createTestTenant(store, `t-${newId('ten').slice(-10)}`, 'growth');
  const workers: { close: () => Promise<void> }[] = [];

  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await dispatch.close();
    await redis.close();
    await sandbox.stop();
    await database.drop();
  });

  const find = async (ref: DeviceRef, of: TenantId = tenantId) => {
    const found = await store.forTenant(of, ({ devices }) => devices.find(ref, everything));
    if (found === null) throw new Error('There is no such device.');
    return found;
  };

  const addDevice = async (name = 'Shop'): Promise<Device> => {
    const added = await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
      devices.add({ name, network: 'sandbox', phone: null, proxy: null }),
    );
    if (!added.ok) throw new Error(added.failure.code);
    return added.value.device;
  };

  const nudge = ({ shard, device }: StoredDevice) => dispatch.nudge({ shard, tenantId, deviceId: device.id });

  const wish = async (device: DeviceRef, wished: WishOf): Promise<void> => {
    const done = await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
      devices.wish({ device, wish: wished }, everything),
    );
    if (!done.ok) throw new Error(done.failure.code);
    await nudge(done.value);
  };

  /** Waits until a device is like that: a state, or `state/reason`. */
  const reached = (ref: DeviceRef, condition: string, withinMs = 10_000) =>
    vi.waitFor(
      async () => {
        const found = await find(ref);
        const { state, reason } = found.device;
        if (condition !== state && condition !== `${state}/${reason}`) throw new Error(`It is ${state}, ${reason}.`);
        return found;
      },
      { timeout: withinMs, interval: 20 },
    );

  /** What links a device now. */
  const linkOf = (ref: DeviceRef, by: 'qr' | 'code' = 'qr'): Promise<string> =>
    vi.waitFor(
      async () => {
        const { link } = await find(ref);
        if (link?.by !== by) throw new Error('There is nothing to link it by.');
        return link.text;
      },
      { timeout: 10_000, interval: 20 },
    );

  /** Has a phone, a new one unless it is named, scan what the device shows; answers its number. */
  const scan = async (ref: DeviceRef, known?: string): Promise<string> => {
    const qr = await linkOf(ref);
    const phone = known ?? (await sandbox.createPhone()).phone;
    await sandbox.call('POST', `/phones/${phone}/scan`, { qr });
    return phone;
  };

  /** What its people were told of a device, in order: states as `state/reason`, steps as `step: trouble`. */
  const told = (device: DeviceId): Promise<string[]> =>
    asOwner(database.databaseUrl, async (owner) => {
      const { rows } = await owner.query<{ type: string; data: Record<string, string> }>(
        'select type, data from events where device_id = $1 order by written_in, id',
        [toUuid(device)],
      );
      return rows.map(({ type, data }) => {
        if (type === 'device.state') return `${data['state']}/${data['reason']}`;
        if (type === 'device.recovery') return `${data['step']}: ${data['trouble']}`;
        return type;
      });
    });

  /** A device that is linked to a new phone without any linking; a worker connects it. */
  const addLinked = async () => {
    const device = await addDevice('Linked');
    const provisioned = await provisionPhone(sandbox);
    const { shard } = await find(device.id);
    // A shard that is gained in this moment has another epoch in the next.
    const record = async (): Promise<void> => {
      const epoch = await store.forInstallation(({ findEpoch }) => findEpoch(shard));
      await recordProvisioned(store, { tenantId, deviceId: device.id, shard, epoch }, provisioned);
    };
    await vi.waitFor(record, { timeout: 10_000, interval: 20 });
    await dispatch.nudge({ shard, tenantId, deviceId: device.id });
    return { id: device.id, phone: provisioned.phone, shard };
  };

  return {
    sandbox,
    database,
    store,
    redis,
    redisUrl,
    dispatch,
    logger,
    lines,
    tenantId,
    find,
    /** A worker of this process, with its own connections to Redis. */
    startWorker: async (options: Partial<Parameters<typeof holdDevices>[0]> = {}) => {
      const own = openRedis({ url: redisUrl, logger });
      const registry = createMetrics({ process: 'worker' });
      const worker = holdDevices({
        store: database.openStore(),
        redis: own,
        logger,
        metrics: createWorkerMetrics(registry),
        network: 'sandbox',
        shards: await store.forInstallation(({ listShards }) => listShards('sandbox')),
        place,
        allowProxies: [],
        whatsappVersion: defaultWhatsAppVersion,
        reconnectsPerSecond: 100,
        recoveryTimes: shortPatience,
        dispatchTimes: usualDispatchTimes,
        leaseTimes: shortTimes,
        sweepEveryMs: 500,
        ...options,
      });
      const close = async (): Promise<void> => {
        await worker.close();
        await own.close();
      };
      workers.push({ close });
      const find = (deviceId: DeviceId) => worker.find({ tenantId, deviceId });
      return { ...worker, find, close, readMetrics: () => registry.metrics() };
    },
    place,
    addDevice,
    wish,
    /** Changes what people may change of it. */
    change: async (device: DeviceRef, change: { proxy?: string | null; name?: string; isLogged?: boolean }) => {
      const changed = await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
        devices.change({ device, ...change }, everything),
      );
      if (!changed.ok) throw new Error(changed.failure.code);
      await nudge(changed.value);
    },
    remove: async (device: DeviceRef) => {
      const removed = await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
        devices.delete(device, everything),
      );
      if (!removed.ok) throw new Error(removed.failure.code);
      await nudge(removed.value);
    },
    linkOf,
    scan,
    /** Links a device as a person would; answers its number. */
    linkByQr: async (device: DeviceRef) => {
      await wish(device, { kind: 'link', phone: null });
      const phone = await scan(device);
      await reached(device, 'connected');
      return phone;
    },
    addLinked,
    /** The same, once a worker has connected it. */
    addConnected: async () => {
      const linked = await addLinked();
      await reached(linked.id, 'connected');
      return linked;
    },
    /** Something goes wrong for a number, once unless told otherwise. */
    suffer: (phone: string, action: string, more: object = {}) =>
      sandbox.addFault({ match: { account: phone }, action, times: 1, ...more }),
    told,
    /** Waits until its people were told that; answers all that they were told. */
    hasTold: (device: DeviceId, line: string) =>
      vi.waitFor(
        async () => {
          const all = await told(device);
          if (!all.includes(line)) throw new Error(`They were told: ${all.join(', ')}.`);
          return all;
        },
        { timeout: 10_000, interval: 20 },
      ),
    /** Whether there still is a row of the device, seen or not. */
    countRows: (device: DeviceId): Promise<number> =>
      asOwner(database.databaseUrl, async (owner) => {
        const { rowCount } = await owner.query('select from devices where id = $1', [toUuid(device)]);
        return rowCount ?? 0;
      }),
    /** The devices on a phone's list. */
    devicesOf: async (phone: string) => phoneShape.parse(await sandbox.call('GET', `/phones/${phone}`)).devices,
    reached,
    soon: <T>(check: () => Promise<T>, withinMs = 10_000): Promise<T> =>
      vi.waitFor(check, { timeout: withinMs, interval: 20 }),
  };
};
