import { bootOrExit } from '@parley/runtime';
import { endWith, restore, storeConfig } from '@parley/store';
import { readStoreSettings } from './env.ts';

// `node apps/api/dist/restore.js <file> [--replace]`, for whoever runs the installation, while its processes are stopped.
await bootOrExit(async () => {
  const [file, flag] = process.argv.slice(2);
  endWith(
    file === undefined || (flag !== undefined && flag !== '--replace')
      ? { exitCode: 2, said: 'restore <file> [--replace]' }
      : await restore({ ...storeConfig(readStoreSettings()), file, over: flag === undefined ? 'nothing' : 'anything' }),
  );
});
