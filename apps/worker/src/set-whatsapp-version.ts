import { bootOrExit } from '@parley/runtime';
import { runByHand, storeConfig } from '@parley/store';
import { chooseVersion } from './choose-version.ts';
import { readStoreSettings } from './env.ts';

// `node apps/worker/dist/set-whatsapp-version.js <version>`, for whoever runs the installation.
await bootOrExit(() =>
  runByHand(storeConfig(readStoreSettings()), (store) => chooseVersion(store, process.argv.slice(2))),
);
