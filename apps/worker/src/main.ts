import { openRedis, runJobs } from '@parley/coordination';
import { bootOrExit, checkHealth, serveHealth, startProcess } from '@parley/runtime';
import { openStore, storeConfig } from '@parley/store';
import { readSettings } from './env.ts';
import { chainAudit } from './upkeep/chain-audit.ts';
import { pruneEvents } from './upkeep/prune-events.ts';

const checkTimeoutMs = 900;

await bootOrExit(async () => {
  const settings = readSettings();
  const { logger, shutdown } = await startProcess(`worker-${settings.WORKER_NETWORK}`, settings);

  const store = openStore(storeConfig(settings));
  shutdown.onStop('store', () => store.close());
  const redis = openRedis({ url: settings.REDIS_URL, logger });
  shutdown.onStop('redis', () => redis.close());

  const jobs = runJobs({
    redis,
    logger,
    handlers: {
      pruneEvents: (_payload, signal) => pruneEvents({ store, logger, signal }),
      chainAudit: (_payload, signal) => chainAudit({ store, signal }),
    },
  });
  shutdown.onStop('jobs', () => jobs.close());

  const checks = [
    { name: 'postgres', check: () => store.ready() },
    { name: 'redis', check: () => redis.ready() },
  ];
  const health = await serveHealth({
    host: settings.WORKER_HOST,
    port: settings.WORKER_PORT,
    ready: () => checkHealth(checks, checkTimeoutMs),
  });
  shutdown.onStop('health', () => health.close());
  logger.info({ port: health.port, network: settings.WORKER_NETWORK }, 'worker is up');
});
