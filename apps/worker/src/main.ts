import { bootOrExit } from '@parley/runtime';
import { silenceLibsignal } from '@parley/whatsapp';
import { readSettings } from './env.ts';
import { startWorker } from './start-worker.ts';

silenceLibsignal();

await bootOrExit(async () => {
  await startWorker(readSettings());
});
