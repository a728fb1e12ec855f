import { type AuditRecord, type TenantId, toId } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import { toRecord } from './list-records.ts';
import { lowestPosition, readColumns, type ReadRow } from './read-row.ts';

/** How far somebody has read: along the chain, and then along what had no place in it. */
export type Place = { position: string; tail: { at: string; id: string } | null };

/**
 * Reads the log from its beginning: the chain in its order, then the tail. What is given its place meanwhile is
 * neither left out nor read twice.
 */
export const readOn = async (
  { sql, tenantUuid }: TenantScope,
  { after, limit }: { after: Place | null; limit: number },
): Promise<{ records: (AuditRecord & { tenant: TenantId })[]; next: Place | null }> => {
  const { position, tail } = after ?? { position: lowestPosition, tail: null };
  const rows = tail
    ? await sql<ReadRow>(restOfTail, [tenantUuid, position, limit, tail.at, tail.id])
    : await sql<ReadRow>(chainThenTail, [tenantUuid, position, limit]);
  const last = rows.at(-1);
  const chained = rows.findLast((row) => row.position !== null);
  const next = {
    position: chained?.position ?? position,
    tail: last?.position === null ? { at: last.at, id: last.id } : null,
  };
  const tenant = toId('ten', tenantUuid);
  return {
    records: rows.map((row) => ({ tenant, ...toRecord(row) })),
    next: rows.length === limit ? next : null,
  };
};

/** One question, so that no record passes from the tail into the chain between two. */
const chainThenTail = `
  select ${readColumns('part')} from (
    (select * from audit_records where tenant_id = $1 and position > $2 order by position limit $3)
    union all
    (select * from audit_records where tenant_id = $1 and position is null order by at, id limit $3)
  ) part order by position nulls last, part.at, id limit $3`;

/** What had no place when the tail was begun, though it may have one now. */
const restOfTail = `
  select ${readColumns('part')} from (
    select tenant_id, id, at, action, by_kind, by_id, data, address, request_id, null::bigint as position, null::bytea as hash
    from audit_records
    where tenant_id = $1 and (position is null or position > $2) and (at, id) > ($4, $5) order by at, id limit $3
  ) part order by part.at, id`;
