import type { Sql } from '../doors/transaction.ts';

/** How often a shard has had a new holder: the epoch whose writes Postgres takes. */
export const findEpoch = async (sql: Sql, shard: string): Promise<number> => {
  const [row] = await sql<{ epoch: string }>('select epoch from shards where name = $1', [shard]);
  if (row === undefined) throw new Error(`There is no shard ${shard}.`);
  return Number(row.epoch);
};
