import { Redis as Client } from 'ioredis';
import { inject } from 'vitest';
import { createLeaseKeys } from '../src/shards/lease-keys.ts';

/** The URL of an empty database of Redis that is one test's alone: files run side by side, and what one of them holds,
 * queues or forgets is no other's business. */
export const claimTestRedis = async (): Promise<string> => {
  const shared = inject('redisUrl');
  const counter = new Client(shared);
  const url = `${shared}/${await counter.incr('test-databases')}`;
  counter.disconnect();
  await passForOld(url);
  return url;
};

/** From now on it passes for a Redis that has been there for long: nobody waits until leases that it could have forgotten
 * must be over. */
export const passForOld = async (url: string): Promise<void> => {
  const client = new Client(url);
  for (const network of ['live', 'sandbox']) await client.hset(createLeaseKeys(network).holders, 'known', '1');
  client.disconnect();
};
