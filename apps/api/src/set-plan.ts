import { bootOrExit } from '@parley/runtime';
import { runByHand, storeConfig } from '@parley/store';
import { readStoreSettings } from './env.ts';
import { setPlan } from './plans/set-plan.ts';

// `node apps/api/dist/set-plan.js <tenant> <plan>`, for whoever runs the installation. The processes need not be told.
await bootOrExit(() => runByHand(storeConfig(readStoreSettings()), (store) => setPlan(store, process.argv.slice(2))));
