import type { Sql } from '../doors/transaction.ts';

/** Deletes up to `limit` kept things whose time is over; says how many. */
export const pruneKeys = async (sql: Sql, limit: number): Promise<number> => {
  const gone = await sql(
    `delete from device_keys where (tenant_id, device_id, kind, id) in (
       select tenant_id, device_id, kind, id from device_keys where expires_at < now() limit $1)
     returning id`,
    [limit],
  );
  return gone.length;
};
