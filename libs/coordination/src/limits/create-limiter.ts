import type { Logger } from '@parley/runtime';
import { leaveIfSilent } from '../silence.ts';
import type { Redis } from '../redis.ts';
import { type Allowance, type Limit, toAllowance, toTimes } from './bucket.ts';
import { bucketScript } from './bucket-script.ts';
import { createLocalBuckets } from './local-buckets.ts';

/** How often something may be asked, counted by all processes together. Never throws. */
export type Limiter = {
  /** Exact, however many ask at once. A "no" takes nothing. */
  take(bucket: string, limit: Limit): Promise<Allowance>;
  giveBack(bucket: string, limit: Limit): Promise<void>;
};

type Deps = { redis: Redis; logger: Logger; now?: () => number };

/**
 * While Redis is away each process counts by itself, from full buckets: a little too generous rather than closed.
 * Nobody waits for Redis then but the first who find it gone; whether it is back is asked aside, once a second.
 */
export const createLimiter = ({ redis, logger, now = Date.now }: Deps): Limiter => {
  const client = redis.forQuestions();
  const local = createLocalBuckets({ now, max: maxLocalBuckets });
  let isAway = false;
  let lookAgainAt = 0;

  const ask = async (bucket: string, count: number, limit: Limit): Promise<Allowance> => {
    const { oneUs, allUs } = toTimes(limit);
    const said = Number(await bucketScript(client, [bucket], [count, oneUs, allUs]));
    return said < 0 ? toAllowance(false, -1 - said, limit) : toAllowance(true, said, limit);
  };

  const goLocal = (error: unknown): void => {
    const isLooking = lookAgainAt === Number.POSITIVE_INFINITY;
    if (isAway && !isLooking) return; // one of those who asked together with the first who found it gone
    if (!isAway) logger.warn({ err: error }, 'limits are counted here alone');
    isAway = true;
    leaveIfSilent(client, error);
    lookAgainAt = now() + lookAgainAfterMs;
  };

  const comeBack = (): void => {
    isAway = false;
    logger.info('limits are counted together again');
  };

  const pour = async (bucket: string, count: number, limit: Limit): Promise<Allowance> => {
    if (!isAway) {
      try {
        return await ask(bucket, count, limit);
      } catch (error) {
        goLocal(error);
      }
    } else if (now() >= lookAgainAt) {
      lookAgainAt = Number.POSITIVE_INFINITY; // one looks
      client.ping().then(comeBack, goLocal);
    }
    return local.pour(bucket, count, limit);
  };

  return {
    take: (bucket, limit) => pour(bucket, 1, limit),
    giveBack: async (bucket, limit) => {
      await pour(bucket, -1, limit);
    },
  };
};

const lookAgainAfterMs = 1_000;
const maxLocalBuckets = 100_000;
