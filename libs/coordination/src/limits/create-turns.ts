import { type Logger, pause } from '@parley/runtime';
import type { Redis } from '../redis.ts';
import { createLimiter } from './create-limiter.ts';

/** What the whole installation may begin only so often, whoever begins it. */
export type Turns = {
  /** Waits for a turn, after those who asked here before. False once the signal is aborted. */
  take: (signal: AbortSignal) => Promise<boolean>;
};

type Options = {
  redis: Redis;
  logger: Logger;
  name: string;
  perSecond: number;
  /** How many at once, after a time in which nobody took any. */
  burst: number;
};

/** While Redis is away each process goes on at this rate by itself. */
export const createTurns = ({ redis, logger, name, perSecond, burst }: Options): Turns => {
  const limiter = createLimiter({ redis, logger });
  const bucket = `turns:${name}`;
  const limit = { capacity: burst, perMs: (burst * 1_000) / perSecond };
  let last: Promise<unknown> = Promise.resolve();

  const waitForTurn = async (signal: AbortSignal): Promise<boolean> => {
    while (!signal.aborted) {
      const { isAllowed, retryAfterMs } = await limiter.take(bucket, limit);
      if (isAllowed && !signal.aborted) return true;
      if (isAllowed) await limiter.giveBack(bucket, limit);
      // Not all processes come again at the same moment.
      else await pause(retryAfterMs * (1 + Math.random() / 4), signal);
    }
    return false;
  };

  return {
    async take(signal) {
      if (signal.aborted) return false;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const leave = (): void => resolve(false);
      signal.addEventListener('abort', leave, { once: true });
      // One of this process asks Redis, however many wait.
      last = last.then(async () => resolve(await waitForTurn(signal)));
      const isTaken = await promise;
      signal.removeEventListener('abort', leave);
      return isTaken;
    },
  };
};
