import { bootOrExit, createLogger } from '@parley/runtime';
import { migrate, storeConfig } from '@parley/store';
import { readSettings } from './env.ts';

// Brings Postgres to the schema of this version, then ends. A step of its own: processes only check that it was done.
await bootOrExit(async () => {
  const settings = readSettings();
  const logger = createLogger({ process: 'migrate', level: settings.LOG_LEVEL });
  await migrate({ ...storeConfig(settings), logger });
});
