import type { TenantScope } from '../doors/transaction.ts';
import { timeText } from './read-row.ts';
import { chainStart } from './record-hash.ts';

/** Where a chain says that it ends, and what came after; all of one moment. */
export type ChainEnd = {
  /** As Postgres says it: whoever meddled may have written a number that is none of ours. */
  position: string;
  hash: string;
  /** Whether a record has a place behind the end. */
  hasMore: boolean;
  /** What has no place yet. */
  tail: { count: number; oldest_at: string | null };
};

export const readChainEnd = async ({ sql, tenantUuid }: TenantScope): Promise<ChainEnd> => {
  const [end] = await sql<EndRow>(
    `select head.position, head.hash, tail.count, tail.oldest_at, coalesce(last.position > coalesce(head.position, 0), false) as has_more
     from (select count(*)::int as count, ${timeText('min(at)')} as oldest_at
           from audit_records where tenant_id = $1 and position is null) tail
     cross join (select max(position) as position from audit_records where tenant_id = $1) last
     left join audit_heads head on head.tenant_id = $1`,
    [tenantUuid],
  );
  if (!end) throw new Error('A count without a row.');
  return {
    position: end.position ?? String(chainStart.position),
    hash: end.hash?.toString('hex') ?? chainStart.hash,
    hasMore: end.has_more,
    tail: { count: end.count, oldest_at: end.oldest_at },
  };
};

type EndRow = {
  position: string | null;
  hash: Buffer | null;
  has_more: boolean;
  count: number;
  oldest_at: string | null;
};
