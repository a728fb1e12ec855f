import { bootOrExit } from '@parley/runtime';
import { backUp, endWith, storeConfig } from '@parley/store';
import { readStoreSettings } from './env.ts';

// `node apps/api/dist/backup.js <file>`, for whoever runs the installation; its processes may run meanwhile.
await bootOrExit(async () => {
  const [file] = process.argv.slice(2);
  endWith(
    file === undefined
      ? { exitCode: 2, said: 'backup <file>' }
      : await backUp({ ...storeConfig(readStoreSettings()), file }),
  );
});
