import type { Network } from '@parley/contract';
import {
  createDispatch,
  createTurns,
  holdShards,
  type LeaseTimes,
  type Redis,
  type Shards,
  type TenantDevice,
} from '@parley/coordination';
import type { Logger } from '@parley/runtime';
import type { Store } from '@parley/store';
import { createSession, type SessionOptions, type WhatsAppVersion } from '@parley/whatsapp';
import type { DispatchTimes } from './messages/dispatch-times.ts';
import type { WorkerMetrics } from './metrics.ts';
import { createInSession } from './sessions/held.ts';
import { createLinkingTurns } from './sessions/linking-turns.ts';
import type { RecoveryTimes } from './sessions/recovery-times.ts';
import { createRunner, type Runner } from './sessions/runner.ts';
import { createShardOwner } from './shards/shard-owner.ts';
import { createSweeper } from './shards/sweeper.ts';
import { createCurrentVersion } from './whatsapp-version.ts';

export type HeldDevices = {
  /** The runner of a device that is held here and has anything to do. */
  find: (device: TenantDevice) => Runner | null;
  /** Whether nothing but a new start of the process would help. */
  isStuck: () => boolean;
  /** Hands all shards over. */
  close: () => Promise<void>;
};

type Options = {
  store: Store;
  redis: Redis;
  logger: Logger;
  metrics: WorkerMetrics;
  network: Network;
  /** All shards of it. */
  shards: readonly string[];
  place: Pick<SessionOptions, 'wsUrl' | 'media' | 'times'>;
  /** In our own network, and may be proxies of devices all the same. */
  allowProxies: readonly string[];
  /** As long as the installation has set none. */
  whatsappVersion: WhatsAppVersion;
  reconnectsPerSecond: number;
  recoveryTimes: RecoveryTimes;
  dispatchTimes: DispatchTimes;
  leaseTimes: LeaseTimes;
  sweepEveryMs: number;
};

/** Holds this process's share of the devices of a network, and keeps their sessions. Returns at once. */
export const holdDevices = (options: Options): HeldDevices => {
  const { store, redis, logger, metrics, network, place, allowProxies } = options;
  const turns = createTurns({
    redis,
    logger,
    name: `connect:${network}`,
    perSecond: options.reconnectsPerSecond,
    burst: options.reconnectsPerSecond,
  });
  const linkingTurn = createLinkingTurns(2);
  const version = createCurrentVersion({ store, logger, otherwise: options.whatsappVersion });
  const inSession = createInSession(store, metrics.staleEpoch);
  const dispatch = createDispatch({ redis, logger });
  const { owner, open } = createShardOwner({
    store,
    redis,
    logger,
    createRunner: (held) =>
      createRunner(held, {
        inSession,
        logger,
        times: options.recoveryTimes,
        dispatchTimes: options.dispatchTimes,
        messageMetrics: metrics.messages,
        takeTurn: (signal) => turns.take(signal),
        nudgeToSend: ({ tenantId, deviceId, shard }) =>
          void dispatch.nudgeToSend({ tenantId, deviceId, shard: shard.name }),
        createSession: ({ proxy, ...own }) =>
          metrics.watchSession(own, (watched) =>
            createSession({
              ...watched,
              ...place,
              network,
              version: version.get,
              allowProxies,
              linkingTurn,
              ...(proxy === null ? {} : { proxy: new URL(proxy) }),
            }),
          ),
      }),
    leases: () => held,
    onOpened: () => sweeper.sweepSoon(),
  });
  const sweeper = createSweeper({ store, logger, open, inSession, version, everyMs: options.sweepEveryMs });
  const held: Shards = holdShards({ redis, logger, owner, network, shards: options.shards, times: options.leaseTimes });

  metrics.watch(held.figures, function* () {
    for (const { devices } of open().values())
      for (const runner of devices.all()) {
        const state = runner.state();
        if (state !== null) yield state;
      }
  });

  return {
    find: (device) => {
      for (const { devices } of open().values()) {
        const runner = devices.find(device);
        if (runner !== null) return runner;
      }
      return null;
    },
    isStuck: () => held.figures().lastTurnAgeMs > stuckAfterMs.shards || sweeper.stuckMs() > stuckAfterMs.sweeps,
    close: async () => {
      sweeper.close();
      await held.close();
      await dispatch.close();
    },
  };
};

/** A turn of the shards' loop takes seconds at the very most. A device may wait for its turn to connect, and one that
 * connects may wait for WhatsApp; but of several one is done within minutes. */
const stuckAfterMs = { shards: 60_000, sweeps: 300_000 };
