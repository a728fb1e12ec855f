import { openStatuses, type TenantId, toId } from '@parley/contract';
import type { Sql, TenantScope } from '../doors/transaction.ts';

/** The tenants that have messages which their plan keeps no longer. */
export const findPrunable = async (sql: Sql): Promise<TenantId[]> => {
  const rows = await sql<{ id: string }>(
    `select tenants.id from tenants join plans on plans.id = tenants.plan_id where exists (
       select from messages where tenant_id = tenants.id and status <> all ($1)
         and messages.id < ${firstIdAt('now() - make_interval(days => plans.retention_days)')})`,
    [openStatuses],
  );
  return rows.map(({ id }) => toId('ten', id));
};

/**
 * Deletes up to `limit` of a tenant's messages that its plan keeps no longer, and what has become empty by that: balances
 * of days gone by, and batches. What is still open is kept for as long as it is. Says how many messages.
 */
export const pruneMessages = async ({ sql, tenantUuid }: TenantScope, limit: number): Promise<number> => {
  const [kept] = await sql<{ since: Date; day: string }>(
    `select since, (since at time zone time_zone)::date::text as day from tenants join plans on plans.id = plan_id
     cross join lateral (select now() - make_interval(days => retention_days) as since) kept where tenants.id = $1`,
    [tenantUuid],
  );
  if (kept === undefined) return 0;
  const { since, day } = kept;
  const gone = await sql(
    `with old as materialized (
       select id from messages where tenant_id = $1 and id < ${firstIdAt('$2::timestamptz')} and status <> all ($4)
         and greatest(created_at, send_at) < $2
       order by id limit $3 for update skip locked
     )
     delete from messages where tenant_id = $1 and id in (select id from old) returning id`,
    [tenantUuid, since, limit, openStatuses],
  );
  await sql(
    `delete from balances where tenant_id = $1 and day <= $2 and (pending, successful, failed) = (0, 0, 0)
       and not exists (select from messages where messages.tenant_id = $1 and messages.device_id = balances.device_id
         and messages.day = balances.day)`,
    [tenantUuid, day],
  );
  await sql(
    `delete from batches where tenant_id = $1 and created_at < $2
       and not exists (select from messages where messages.tenant_id = $1 and batch_id = batches.id)`,
    [tenantUuid, since],
  );
  return gone.length;
};

/** Ids begin with the milliseconds at which they were made: what was made before a time stands before this one. */
const firstIdAt = (time: string): string =>
  `(lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;
