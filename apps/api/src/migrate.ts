import { bootOrExit, createLogger } from '@parley/runtime';
import { migrate, openStore, storeConfig } from '@parley/store';
import { readSettings } from './env.ts';

// Brings Postgres to the schema of this version, then ends. A step of its own: processes only check that it was done.
await bootOrExit(async () => {
  const settings = readSettings();
  const logger = createLogger({ process: 'migrate', level: settings.LOG_LEVEL });
  const config = storeConfig(settings);
  await migrate({ ...config, logger });
  if (settings.NODE_ENV === 'production') await refuseDemo();

  /** The token of `npm start`'s tenant lies in a file, and its plan has next to no limits. */
  async function refuseDemo(): Promise<void> {
    const store = openStore({ ...config, poolSize: 1 });
    const demo = await store.forInstallation(({ findTenantByName }) => findTenantByName('demo'));
    await store.close();
    if (demo) throw new Error('This database holds the demo tenant of npm start. Production needs one of its own.');
  }
});
