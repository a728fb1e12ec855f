import { z } from 'zod';
import { leaveIfSilent } from '../silence.ts';
import type { Redis } from '../redis.ts';
import { createLeaseKeys } from './lease-keys.ts';
import { heldScript } from './lease-scripts.ts';

/** Which of a network's shards somebody holds right now; null where Redis cannot say. */
export const findHeldShards = async ({
  redis,
  network,
}: {
  redis: Redis;
  network: string;
}): Promise<ReadonlySet<string> | null> => {
  const client = redis.forQuestions();
  const keys = createLeaseKeys(network);
  try {
    const held = z.array(z.string()).parse(await heldScript(client, [keys.holders], []));
    return new Set(held.map((key) => key.slice(keys.lease('').length)));
  } catch (error) {
    leaveIfSilent(client, error);
    return null;
  }
};
