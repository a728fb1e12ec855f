import { networks } from '@parley/contract';
import type { EntityManager } from 'typeorm';
import { shardTable } from './shard-row.ts';

/**
 * Makes the shards of a new installation: so many for each network, or 64. Devices belong to theirs for ever, so there
 * are never more or fewer.
 */
export const setUpShards = async (em: EntityManager, wanted: number | undefined): Promise<void> => {
  const found = await em.count(shardTable);
  if (found > 0) return requireSame(found / networks.length, wanted);
  const numbers = Array.from({ length: wanted ?? usualShards }, (_, place) => String(place).padStart(2, '0'));
  await em.insert(
    shardTable,
    networks.flatMap((network) => numbers.map((number) => ({ name: `${network}-${number}` }))),
  );
};

const usualShards = 64;

const requireSame = (found: number, wanted: number | undefined): void => {
  if (wanted === undefined || wanted === found) return;
  throw new Error(
    `SHARDS is ${wanted}, but this installation was made with ${found} for each network, which stay for ever. ` +
      `Say SHARDS=${found}, or leave it out.`,
  );
};
