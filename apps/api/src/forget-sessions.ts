import { bootOrExit } from '@parley/runtime';
import { endWith, forgetSessions, storeConfig } from '@parley/store';
import { readStoreSettings } from './env.ts';

// `node apps/api/dist/forget-sessions.js`, for whoever has restored the database by other means than `restore.js`, before
// any process starts. docs/backup.md says why.
await bootOrExit(async () => endWith(await forgetSessions(storeConfig(readStoreSettings()))));
