import { z } from 'zod';
import { bootOrExit } from '../src/boot-or-exit.ts';
import { createLogger } from '../src/logger.ts';
import { readEnv } from '../src/read-env.ts';
import { createShutdown } from '../src/shutdown.ts';

// A process of ours in small: the first argument says what befalls it. Run by shutdown.test.ts.

const never = () => new Promise<void>(() => {});

const befall: Record<string, () => unknown> = {
  nothing: () => {},
  'a closer that fails': () =>
    shutdown.onStop('failing', () => Promise.reject(new Error('postgres://parley:hunter2@host was gone'))),
  'a closer that hangs': () => shutdown.onStop('hanging', never),
  'a closer that takes a while': () =>
    shutdown.onStop('slow', () => new Promise<void>((resolve) => setTimeout(resolve, 200))),
  'a promise that rejects': () => setTimeout(() => void Promise.reject(new Error('rejected')), 1),
  'a timer that throws': () => {
    setTimeout(() => {
      throw new Error('thrown');
    }, 1);
  },
  'its own wish': () => void shutdown.stop('done'),
  'a bad configuration': () => readEnv(z.object({ ONE: z.string(), TWO: z.string() }), {}),
  'a start that fails': () => {
    throw new Error('no way to postgres://parley:hunter2@host/parley');
  },
};

const [, , fate = 'nothing', deadlineMs = '60000'] = process.argv;
const logger = createLogger({ process: 'test', level: 'info' });
const shutdown = createShutdown({ logger, deadlineMs: Number(deadlineMs) });

await bootOrExit(async () => {
  shutdown.listen();
  shutdown.onStop('first', async () => logger.info('closed first'));
  befall[fate]?.();
  shutdown.onStop('last', async () => logger.info('closed last'));
  setInterval(() => {}, 60_000);
  logger.info('up');
});
