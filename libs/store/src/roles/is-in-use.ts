import type { Client } from 'pg';
import { roles } from './role-url.ts';

/** Whether a process of ours is connected to this database. */
export const isInUse = async (owner: Client): Promise<boolean> => {
  const { rowCount } = await owner.query(
    'select from pg_stat_activity where datname = current_database() and usename = any($1)',
    [Object.values(roles)],
  );
  return rowCount !== 0;
};

export const inUse = 'Processes of Parley are connected to this database. Stop the api and the workers first.';
