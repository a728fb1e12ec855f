import { type TenantId, toId } from '@parley/contract';
import { tellProgress } from '../batches/tell-progress.ts';
import type { Sql, TenantScope } from '../doors/transaction.ts';
import { tellStatusOf } from './tell-status.ts';

/** The tenants that have messages which could not be sent for as long as they were worth it. */
export const findExpired = async (sql: Sql): Promise<TenantId[]> => {
  const rows = await sql<{ id: string }>(
    `select id from tenants where exists (
       select from messages where tenant_id = tenants.id and status = 'queued' and expires_at <= now())`,
  );
  return rows.map(({ id }) => toId('ten', id));
};

/** Gives up to `limit` of them up; says how many. One that is just being claimed, or canceled, is left alone. */
export const expireMessages = async (scope: TenantScope, limit: number): Promise<number> => {
  const expired = await scope.sql<{ batch_id: string | null }>(expire, [scope.tenantUuid, limit]);
  await tellProgress(scope, expired);
  return expired.length;
};

const expire = {
  name: 'expire messages',
  text: `with over as materialized (
      select id from messages where tenant_id = $1 and status = 'queued' and expires_at <= now()
      order by expires_at limit $2 for update skip locked
    ), expired as (
      update messages set status = 'expired', failure = 'expired', failed_at = now(), due_at = null
      where tenant_id = $1 and id in (select id from over)
      returning messages.*
    ), told as (
      ${tellStatusOf('expired')}
    )
    select batch_id from expired`,
};
