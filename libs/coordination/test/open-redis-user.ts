import { createLogger } from '@parley/runtime';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { openRedis } from '../src/index.ts';

/** A process in small: its own connections to Redis, over a wire that can be broken, and what it logs. */
export const openRedisUser = async (redisUrl: string) => {
  const lines: string[] = [];
  const logger = createLogger({
    process: 'test',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const proxy = await createTestProxy(redisUrl);
  const redis = openRedis({ url: proxy.url, logger });
  const close = async (): Promise<void> => {
    await redis.close();
    await proxy.close();
  };
  return { redis, logger, proxy, lines, close };
};
