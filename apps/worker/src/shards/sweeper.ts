import type { DeviceId, DeviceState } from '@parley/contract';
import { canFail, type Logger } from '@parley/runtime';
import type { DeviceToTend, SessionStore, Store } from '@parley/store';
import type { InSession } from '../sessions/held.ts';
import type { CurrentVersion } from '../whatsapp-version.ts';
import { createLane } from './lane.ts';
import type { OpenShard } from './open-shard.ts';

/** Finds in Postgres what is to be done for our devices: what a nudge told of that was lost, and all there is when a
 * shard is opened. */
export type Sweeper = {
  /** As soon as the sweep under way is over. */
  sweepSoon: () => void;
  /** For how long it has got nowhere, in milliseconds. Postgres being away does not count: that is an answer too. */
  stuckMs: () => number;
  close: () => void;
};

type Options = {
  store: Store;
  logger: Logger;
  open: () => ReadonlyMap<string, OpenShard>;
  inSession: InSession;
  version: CurrentVersion;
  everyMs: number;
};

/** Fewer than a pool has connections: there is room for what sessions write. */
const looksAtOnce = 4;
const thoroughEveryMs = 60_000;

export const createSweeper = ({ store, logger, open, inSession, version, everyMs }: Options): Sweeper => {
  const triedWith = new Map<DeviceId, string>();
  let isSweeping = false;
  let isWanted = false;
  let isClosed = false;
  let sweptAt = performance.now();
  let thoroughAt = sweptAt;

  const tend = async (device: DeviceToTend): Promise<void> => {
    const tending = open().get(device.shard)?.devices.tend(device) ?? Promise.resolve();
    await canFail(tending, 'the next sweep finds it again', logger);
  };
  const send = async (device: DeviceToTend): Promise<void> => {
    const sending = open().get(device.shard)?.devices.send(device) ?? Promise.resolve();
    await canFail(sending, 'the next sweep finds it again', logger);
  };
  const tendAgain = async (device: DeviceToTend): Promise<void> => {
    const { shard, devices } = open().get(device.shard) ?? {};
    if (shard === undefined) return;
    const by = version.get().join('.');
    const helping = inSession({ ...device, shard }, helpOutdated);
    const isHelped = await canFail(helping, 'the next sweep finds it again', logger);
    if (isHelped !== undefined) triedWith.set(device.deviceId, by);
    if (isHelped !== true) return;
    // It has come to the end of what it does by itself.
    await devices?.forget(device);
    await tend(device);
  };

  // What people wait for never stands behind a thousand devices that connect one after the other.
  const lanes = {
    asked: createLane({ atOnce: looksAtOnce, look: tend }),
    sending: createLane({ atOnce: looksAtOnce, look: send }),
    kept: createLane({ atOnce: looksAtOnce, look: tend }),
    refused: createLane({ atOnce: 1, look: tendAgain }),
  };

  const isLiving = (device: DeviceToTend): boolean =>
    living.has(open().get(device.shard)?.devices.find(device)?.state() ?? null);
  const isTried = ({ deviceId }: DeviceToTend): boolean => triedWith.get(deviceId) === version.get().join('.');

  const sweep = async (): Promise<void> => {
    await version.refresh();
    const shards = [...open().keys()];
    if (shards.length === 0) return;
    const at = performance.now();
    const found = await store.forInstallation(({ findToTend }) => findToTend(shards));
    // Of a session that lives something may have been changed too: its proxy, what is logged of it.
    const isThorough = at - thoroughAt >= thoroughEveryMs;
    if (isThorough) thoroughAt = at;
    for (const device of found) {
      if (device.why === 'kept' && !isThorough && isLiving(device)) continue;
      if (device.why === 'refused' && isTried(device)) continue;
      lanes[device.why].add(device);
    }
    const ids = new Set(found.map(({ deviceId }) => deviceId));
    for (const id of triedWith.keys()) if (!ids.has(id)) triedWith.delete(id);
    const ofShard = Map.groupBy(found, ({ shard }) => shard);
    for (const [name, { devices }] of open()) await devices.keepOnly(ofShard.get(name) ?? [], at);
  };

  const run = async (): Promise<void> => {
    if (isSweeping) return;
    isSweeping = true;
    while (isWanted && !isClosed) {
      isWanted = false;
      await canFail(sweep(), 'the next sweep comes before long', logger);
      sweptAt = performance.now();
    }
    isSweeping = false;
  };
  const sweepSoon = (): void => {
    isWanted = true;
    void run();
  };
  const sweeping = setInterval(sweepSoon, everyMs);

  return {
    sweepSoon,
    stuckMs: () => {
      const sweepMs = Math.max(performance.now() - sweptAt - everyMs, 0);
      return Math.max(sweepMs, ...Object.values(lanes).map((lane) => lane.stuckMs()));
    },
    close: () => {
      isClosed = true;
      clearInterval(sweeping);
    },
  };
};

/** A session in one of these has been opened, and looks after itself. */
const living: ReadonlySet<DeviceState | null> = new Set(['connecting', 'qr_ready', 'pairing_code_ready', 'connected']);

/** A device that WhatsApp refused for its version may try again by itself; any other that waits for a person does. */
const helpOutdated = async ({ device }: SessionStore): Promise<boolean> => {
  const { reason } = await device.get();
  if (reason !== 'client_outdated') return false;
  const condition = { state: 'disconnected', reason: 'connection_refused' } as const;
  await device.recordCondition({ condition, until: null });
  return true;
};
