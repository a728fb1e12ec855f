import { bootOrExit, createLogger } from '@parley/runtime';
import { migrate, openStore, storeConfig, untilReady } from '@parley/store';
import { readStoreSettings } from './env.ts';
import { refuseDemo } from './refuse-demo.ts';

// Brings Postgres to the schema of this version, then ends. A step of its own: processes only check that it was done.
await bootOrExit(async () => {
  const settings = readStoreSettings();
  const logger = createLogger({ process: 'migrate', level: settings.LOG_LEVEL });
  const config = storeConfig(settings);
  await migrate({ ...config, shards: settings.SHARDS, logger });
  if (settings.NODE_ENV !== 'production') return;
  const store = openStore({ ...config, poolSize: 1 });
  await untilReady(store);
  await refuseDemo(store);
  await store.close();
});
