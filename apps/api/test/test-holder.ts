import { type Device, type DeviceCondition, type DeviceId, no, type TenantId, toUuid, yes } from '@parley/contract';
import { holdShards, openRedis, openShardQueue } from '@parley/coordination';
import { claimTestRedis } from '@parley/coordination/test-redis';
import { createLogger } from '@parley/runtime';
import { installationAuthor, type SessionStore } from '@parley/store';
import { afterAll, expect, vi } from 'vitest';
import { inDatabase } from './in-database.ts';
import { startTestApi, type TestApi, type TestApiOptions } from './test-api.ts';

/** A device of a test, and where it belongs. */
export type TestDevice = { id: DeviceId; tenantId: TenantId };

/** What is done for a device that has something to do, by whoever holds its shard. */
export type Tend = (session: Session) => Promise<void>;
export type Session = <T>(work: (store: SessionStore) => Promise<T>) => Promise<T>;

/** An api, and a holder of the shards of its devices. */
export const startApiWithHolder = async (options: TestApiOptions = {}) => {
  const api = await startTestApi({ ...options, redisUrl: await claimTestRedis() });
  return { api, holder: startHolder(api) };
};

/**
 * A worker without WhatsApp: it holds shards by real leases, takes from their real queues, and writes as their holder
 * does. What a session would say is made up.
 */
const startHolder = (api: TestApi) => {
  const logger = createLogger({ process: 'test', level: 'silent' });
  const redis = openRedis({ url: api.redisUrl, logger });
  const held = new Map<string, { isMine: () => boolean; close: () => Promise<void> }>();
  const tends = new Map<DeviceId, { device: TestDevice; tend: Tend }>();
  const nudgedToSend: DeviceId[] = [];
  afterAll(async () => {
    await Promise.all([...held.values()].map(({ close }) => close()));
    await redis.close();
  });

  const open = (shard: string) => {
    const queue = openShardQueue({
      redis,
      logger,
      shard,
      tend: async ({ deviceId }) => {
        const one = tends.get(deviceId);
        if (one !== undefined) await one.tend(await sessionOf(api, one.device));
      },
      send: async ({ deviceId }) => void nudgedToSend.push(deviceId),
      answer: {
        health: async ({ deviceId }) => (tends.has(deviceId) ? yes(health) : no('device_not_linked')),
        checkNumber: async (_, { phone }) => yes({ on_whatsapp: phone.endsWith('0'), lid: null }),
      },
    });
    const shards = holdShards({
      redis,
      logger,
      network: shard.split('-')[0] ?? '',
      shards: [shard],
      // Long, since a test's process now and then does nothing else for a second.
      times: { ttlMs: 10_000, renewEveryMs: 1_000, holdMs: 8_000, lookEveryMs: 50 },
      owner: { onGained: (_, how) => queue.run(how), onLost: queue.close },
    });
    return { isMine: () => shards.isMine(shard), close: shards.close };
  };

  return {
    /** The devices it was told of that they have something to send, each time. It sends nothing. */
    nudgedToSend,
    /** Holds the device's shard from now on. */
    hold: async (device: TestDevice, tend: Tend = doAsWished): Promise<void> => {
      const shard = await shardOf(api, device);
      tends.set(device.id, { device, tend });
      const one = held.get(shard) ?? open(shard);
      held.set(shard, one);
      await vi.waitFor(() => expect(one.isMine()).toBe(true), { timeout: 10_000, interval: 20 });
    },
  };
};

/** Writes as the device's session does, from now on until another session of its shard begins. All are of one holder. */
export const sessionOf = async (api: TestApi, device: TestDevice): Promise<Session> => {
  const { store } = api;
  const shard = await shardOf(api, device);
  const epoch = await store.forInstallation(({ growEpoch }) => growEpoch(shard, 'same_holder'));
  return (work) => store.forSession({ tenantId: device.tenantId, deviceId: device.id, shard, epoch }, work);
};

/** A device that was added by way of the store. */
export const addDevice = async (
  { store }: TestApi,
  tenantId: TenantId,
  { network = 'sandbox', phone = null }: { network?: Device['network']; phone?: string | null } = {},
): Promise<TestDevice> => {
  const added = await store.forCaller(installationAuthor(tenantId), ({ devices }) =>
    devices.add({ name: 'Shop', network, phone, proxy: null }),
  );
  if (!added.ok) throw new Error(`No device: ${added.failure.code}.`);
  return { id: added.value.device.id, tenantId };
};

/** The same, linked to a number and connected. */
export const addLinkedDevice = async (
  api: TestApi,
  tenantId: TenantId,
  { network = 'sandbox', phone = newPhone() }: { network?: Device['network']; phone?: string } = {},
): Promise<TestDevice> => {
  const device = await addDevice(api, tenantId, { network });
  const inSession = await sessionOf(api, device);
  await inSession(async (session) => {
    await session.device.recordLinked({ phone, lid: '123@lid' });
    await session.device.recordCondition(toRecord({ state: 'connected', reason: 'connected' }));
  });
  return device;
};

let phones = 0;
/** A number that nobody of a test file has yet. */
export const newPhone = (): string => {
  phones += 1;
  return `1202557${String(phones).padStart(4, '0')}`;
};

const shardOf = async (api: Pick<TestApi, 'databaseUrl'>, { id }: TestDevice): Promise<string> => {
  const [row] = await inDatabase(api, 'select shard from devices where id = $1', [toUuid(id)]);
  return String(row?.['shard']);
};

const health = {
  socket: 'open',
  last_heard_at: '2026-11-21T20:00:00.000Z',
  connected_since: '2026-11-21T19:00:00.000Z',
  phone_last_seen_at: null,
  unanswered_queries: 0,
} as const;

/** What a session would do. */
const doAsWished: Tend = (inSession) =>
  inSession(async ({ device }) => {
    const { wish, isDeleted } = await device.get();
    if (isDeleted) return device.purge();
    switch (wish?.kind) {
      case 'link':
        return showLink(device, wish.phone);
      case 'unlink':
        await device.recordCondition(toRecord({ state: 'logged_out', reason: 'unlinked_by_you' }));
        return device.fulfil(wish.id);
      case 'stop':
        await device.recordCondition(toRecord({ state: 'stopped', reason: 'stopped_by_you' }));
        return device.fulfil(wish.id);
      case 'restart':
        await device.recordCondition(toRecord({ state: 'connected', reason: 'connected' }));
        return device.fulfil(wish.id);
      case undefined:
        return undefined;
    }
  });

/** What is shown to whoever links a device: another QR code each time. */
export const showLink = async (
  device: SessionStore['device'],
  phone: string | null,
  text = `2@${crypto.randomUUID()}`,
): Promise<void> => {
  const expiresAt = new Date(Date.now() + 20_000);
  if (phone === null) {
    await device.recordCondition(toRecord({ state: 'qr_ready', reason: 'waiting_for_scan' }));
    await device.recordLink({ by: 'qr', text, expiresAt });
  } else {
    await device.recordCondition(toRecord({ state: 'pairing_code_ready', reason: 'waiting_for_code' }));
    await device.recordLink({ by: 'code', text: 'ABCD2345', expiresAt });
  }
};

/** As a session records it. */
export const toRecord = (condition: DeviceCondition) => ({ condition, until: null });
