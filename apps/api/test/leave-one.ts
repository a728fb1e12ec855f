import { createLimiter, type Limit, openRedis } from '@parley/coordination';
import { createLogger } from '@parley/runtime';
import { afterAll, inject } from 'vitest';

/** A way to leave one of a bucket that is too large to use up by asking. */
export const openBuckets = (url = inject('redisUrl')) => {
  const logger = createLogger({ process: 'test', level: 'silent' });
  const redis = openRedis({ url, logger });
  afterAll(() => redis.close());
  const limiter = createLimiter({ redis, logger });
  return {
    leaveOne: async (bucket: string, limit: Limit): Promise<void> => {
      await Promise.all(Array.from({ length: limit.capacity - 1 }, () => limiter.take(bucket, limit)));
    },
    keys: (): Promise<string[]> => redis.forQuestions().keys('limit:*'),
  };
};
