import { setTimeout as sleep } from 'node:timers/promises';
import { createSignals, openRedis, runJobs } from '@parley/coordination';
import { checkHealth, type HealthCheck, type Logger, serveHealth, startProcess } from '@parley/runtime';
import { openStore, type Store, storeConfig, StoreUnavailable } from '@parley/store';
import { defaultWhatsAppVersion, tameStrayRejections } from '@parley/whatsapp';
import { leaseTimesOf, type Settings } from './env.ts';
import { type HeldDevices, holdDevices } from './hold-devices.ts';
import { usualDispatchTimes } from './messages/dispatch-times.ts';
import { createWorkerMetrics } from './metrics.ts';
import { recoveryTimesOf } from './recovery-env.ts';
import { joinSandbox } from './sandbox-network.ts';
import { chainAudit } from './upkeep/chain-audit.ts';
import { expireMessages } from './upkeep/expire-messages.ts';
import { prune } from './upkeep/prune.ts';
import { pruneMessages } from './upkeep/prune-messages.ts';
import { keepTempEmpty } from './upkeep/keep-temp-empty.ts';

/**
 * A worker, from its first log line on. It tells its health at once and waits for whatever it needs, for as long as it
 * takes; a signal ends it at any moment. What is registered last is closed first: the devices are handed over while all
 * they need is still there. Null where it was asked to end before it held any.
 */
export const startWorker = async (settings: Settings): Promise<HeldDevices | null> => {
  const { logger, metrics, shutdown } = await startProcess(`worker-${settings.WORKER_NETWORK}`, settings);
  const redis = openRedis({ url: settings.REDIS_URL, logger });
  shutdown.onStop('redis', () => redis.close());
  const signals = createSignals({ redis });
  // A session that is not heard in time ends: many that come at once wait for each other rather than fail.
  const store = openStore({ ...storeConfig(settings), openWithinMs: patientMs }, signals.tell);
  shutdown.onStop('store', () => store.close());
  tameStrayRejections((error, belongs) => logger.warn({ err: error, belongs }, 'a rejection went astray'));

  let devices: HeldDevices | null = null;
  const checks: HealthCheck[] = [
    { name: 'postgres', check: () => store.ready() },
    { name: 'redis', check: () => redis.ready() },
    { name: 'devices', check: async () => checkHolding(devices) },
  ];
  const health = await serveHealth({
    host: settings.WORKER_HOST,
    port: settings.WORKER_PORT,
    ready: () => checkHealth(checks, checkTimeoutMs),
    alive: () => devices?.isStuck() !== true,
  });
  shutdown.onStop('health', () => health.close());

  const jobs = runJobs({
    redis,
    logger,
    handlers: {
      pruneEvents: (_payload, signal) => prune({ store, logger, what: 'events', signal }),
      pruneKeys: (_payload, signal) => prune({ store, logger, what: 'keys', signal }),
      pruneMessages: (_payload, signal) => pruneMessages({ store, logger, signal }),
      pruneIdempotencyKeys: (_payload, signal) => prune({ store, logger, what: 'idempotency keys', signal }),
      expireMessages: (_payload, signal) => expireMessages({ store, logger, signal }),
      chainAudit: (_payload, signal) => chainAudit({ store, signal }),
    },
  });
  shutdown.onStop('work', async () => void (await Promise.all([devices?.close(), jobs.close()])));

  shutdown.onStop('temporary files', keepTempEmpty(logger));

  const stopping = new AbortController();
  shutdown.onStop('boot', () => stopping.abort());
  const found = await findAll({ settings, store, logger, signal: stopping.signal }).catch((error: unknown) => {
    if (stopping.signal.aborted) return null;
    throw error;
  });
  if (found === null || stopping.signal.aborted) return null;
  devices = holdDevices({
    ...found,
    store,
    redis,
    logger,
    metrics: createWorkerMetrics(metrics),
    network: settings.WORKER_NETWORK,
    allowProxies: settings.OUTBOUND_ALLOW,
    whatsappVersion: settings.WHATSAPP_VERSION ?? defaultWhatsAppVersion,
    leaseTimes: leaseTimesOf(settings),
    recoveryTimes: recoveryTimesOf(settings),
    dispatchTimes: usualDispatchTimes,
    sweepEveryMs: settings.SWEEP_EVERY_MS,
    reconnectsPerSecond: settings.RECONNECTS_PER_SECOND,
  });
  logger.info({ port: health.port, network: settings.WORKER_NETWORK }, 'worker is up');
  return devices;
};

const checkTimeoutMs = 900;
const patientMs = 10_000;

const checkHolding = (devices: HeldDevices | null): void => {
  if (devices === null) throw new Error('waits for Postgres, or for the sandbox');
};

type Finding = { settings: Settings; store: Store; logger: Logger; signal: AbortSignal };

/** All that has to be known before any device can be held; it waits for Postgres and for the sandbox. */
const findAll = async ({ settings, store, logger, signal }: Finding) => {
  const { SANDBOX_URL: sandbox, WORKER_NETWORK: network } = settings;
  const place = network === 'sandbox' && sandbox !== undefined ? await joinSandbox(sandbox, signal) : {};
  const shards = await untilThere({ logger, signal }, async () => {
    await store.ready();
    return store.forInstallation(({ listShards }) => listShards(network));
  });
  return { place, shards };
};

const untilThere = async <T>(
  { logger, signal }: Pick<Finding, 'logger' | 'signal'>,
  ask: () => Promise<T>,
): Promise<T> => {
  for (let isTold = false; ; isTold = true) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (!isTold) logger.warn({ err: error }, 'the worker waits for Postgres');
    }
    await sleep(300, undefined, { signal });
  }
};
