import type { Sql } from '../doors/transaction.ts';

/** Deletes up to `limit` events that are older than their tenant's plan keeps them; says how many. */
export const pruneEvents = async (sql: Sql, limit: number): Promise<number> => {
  const [pruned] = await sql<{ count: number }>(
    `with gone as (
       delete from events where (tenant_id, id) in (
         select old.tenant_id, old.id
         from tenants join plans on plans.id = tenants.plan_id
         cross join lateral (
           select tenant_id, id from events
           where tenant_id = tenants.id and at < now() - make_interval(days => plans.retention_days)
           order by at limit $1
         ) old
         limit $1
       )
       returning 1
     )
     select count(*)::int as count from gone`,
    [limit],
  );
  return pruned?.count ?? 0;
};
