import { withinMs } from '@parley/runtime';
import type { Redis as Client } from 'ioredis';

// A connection that went silent may stay so for long, though Redis is well: a new one is made.

/** For who was refused something in time. */
export const leaveIfSilent = (client: Client, error: unknown): void => {
  if (error instanceof Error && error.message === 'Command timed out') client.disconnect(true);
};

/** For a connection on which one waits without a limit, so that nobody would ever notice. */
export const watchForSilence = (client: Client, { everyMs, limitMs }: { everyMs: number; limitMs: number }): void => {
  const leave = (): void => {
    if (client.status === 'ready') client.disconnect(true);
  };
  const watching = setInterval(() => {
    if (client.status === 'ready') withinMs(limitMs, client.ping()).catch(leave);
  }, everyMs).unref();
  client.on('end', () => clearInterval(watching));
};
