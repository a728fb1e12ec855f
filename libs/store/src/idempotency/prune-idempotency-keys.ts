import type { Sql } from '../doors/transaction.ts';

/** Deletes up to `limit` keys whose answers are not given again any more, as the policy for it says; says how many. */
export const pruneIdempotencyKeys = async (sql: Sql, limit: number): Promise<number> => {
  const gone = await sql(
    `with old as materialized (
       select tenant_id, key from idempotency_keys where created_at < now() - interval '7 days' order by created_at limit $1
     )
     delete from idempotency_keys where (tenant_id, key) in (select tenant_id, key from old) returning key`,
    [limit],
  );
  return gone.length;
};
