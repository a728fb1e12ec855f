import type { Sql } from '../doors/transaction.ts';

/** Until the end of the transaction nobody else takes or releases this name. */
export const lockName = async (sql: Sql, name: string): Promise<void> => {
  await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
};
