import { bootOrExit } from '@parley/runtime';
import { openStore, storeConfig, StoreUnavailable } from '@parley/store';
import { readStoreSettings } from './env.ts';
import { setPlan } from './plans/set-plan.ts';

// `node apps/api/dist/set-plan.js <tenant> <plan>`, for whoever runs the installation. The processes need not be told.
await bootOrExit(async () => {
  const store = openStore({ ...storeConfig(readStoreSettings()), poolSize: 1 });
  try {
    const { exitCode, said } = await setPlan(store, process.argv.slice(2));
    (exitCode === 0 ? process.stdout : process.stderr).write(`${said}\n`);
    process.exitCode = exitCode;
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    process.stderr.write('Postgres cannot be reached, so nothing was changed.\n');
    process.exitCode = 1;
  } finally {
    await store.close();
  }
});
