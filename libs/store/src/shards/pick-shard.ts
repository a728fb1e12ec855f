import { createHash } from 'node:crypto';
import type { Network } from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';
import { listShards } from './list-shards.ts';

/** The shard that a device belongs to for ever: all that come are spread evenly. */
export const pickShard = async (
  sql: Sql,
  { network, deviceUuid }: { network: Network; deviceUuid: string },
): Promise<string> => {
  const shards = await listShards(sql, network);
  const place = createHash('sha256').update(deviceUuid).digest().readUInt32BE() % shards.length;
  const shard = shards[place];
  if (shard === undefined) throw new Error(`There are no shards for the network ${network}.`);
  return shard;
};
