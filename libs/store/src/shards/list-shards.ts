import type { Network } from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';

/** All shards of a network, in order; their number was fixed when the installation was made. */
export const listShards = async (sql: Sql, network: Network): Promise<string[]> => {
  const rows = await sql<{ name: string }>('select name from shards where name like $1 order by name', [
    `${network}-%`,
  ]);
  return rows.map(({ name }) => name);
};
