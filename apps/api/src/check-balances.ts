import { bootOrExit } from '@parley/runtime';
import { runByHand, storeConfig } from '@parley/store';
import { checkBalances } from './reports/check-balances.ts';
import { readStoreSettings } from './env.ts';

// `node apps/api/dist/check-balances.js`, for whoever runs the installation. However much there is to count, it waits.
const statementTimeoutMs = 3_600_000;
await bootOrExit(() => runByHand({ ...storeConfig(readStoreSettings()), statementTimeoutMs }, checkBalances));
