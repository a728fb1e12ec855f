import type { Sql } from '../doors/transaction.ts';

/** Makes its caller the one holder of a shard whose writes Postgres takes. It waits for what the holder before has under
 * way, so that nothing of that comes after it. What one who held it all the time has said of its devices stays true. */
export const growEpoch = async (
  sql: Sql,
  shard: string,
  by: 'new_holder' | 'same_holder' = 'new_holder',
): Promise<number> => {
  await sql(`select pg_advisory_xact_lock(hashtext('parley shard'), hashtext($1))`, [shard]);
  const [row] = await sql<{ epoch: string }>(
    `update shards set epoch = epoch + 1, held_from = case when $2 then held_from else epoch + 1 end
     where name = $1 returning epoch`,
    [shard, by === 'same_holder'],
  );
  if (row === undefined) throw new Error(`There is no shard ${shard}.`);
  return Number(row.epoch);
};
