import { newId } from '@parley/contract';
import type { Redis as Client } from 'ioredis';
import { onTestFinished, vi } from 'vitest';
import { openRedisUser } from './open-redis-user.ts';

/** A process in small, connected until its test ends. */
export const startRedisUser = async (redisUrl: string) => {
  const { close, ...user } = await openRedisUser(redisUrl);
  onTestFinished(close);
  await vi.waitFor(() => user.redis.ready(), 5_000);
  return { ...user, told: (what: string) => user.lines.filter((line) => line.includes(what)).length };
};

/** How many connections there are to the database that this one belongs to, itself among them. */
export const countConnections = async (client: Client): Promise<number> =>
  String(await client.client('LIST'))
    .split('\n')
    .filter((line) => line.includes(` db=${client.options.db} `)).length;

export const newDevice = () => ({ tenantId: newId('ten'), deviceId: newId('dev') });

export const within = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
