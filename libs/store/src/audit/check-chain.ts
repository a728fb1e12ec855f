import { toId } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import type { ChainEnd } from './chain-end.ts';
import { lowestPosition, readColumns, type ReadRow } from './read-row.ts';
import { chainStart, type Link, nextLink } from './record-hash.ts';

/** Where a chain breaks first. */
type ChainFault = { position: number; message: string };

type CheckedPage = {
  /** The last record that is in order. */
  reached: Link;
  fault: ChainFault | null;
  isDone: boolean;
};

export type Asked = {
  end: ChainEnd;
  /** What the caller once noted of this chain. */
  kept: Link | undefined;
  /** What the page before reached. */
  after: Link | null;
  limit: number;
};

/** Computes a page of the chain anew, up to its end as it was when the check began. */
export const checkChain = async (
  { sql, tenantUuid }: TenantScope,
  { end, kept, after, limit }: Asked,
): Promise<CheckedPage> => {
  const rows = await sql<ReadRow>(
    `select ${readColumns()} from audit_records
     where tenant_id = $1 and position >= $2 and position <= $3 order by position limit $4`,
    [tenantUuid, after ? after.position + 1 : lowestPosition, end.position, limit],
  );
  const tenantId = toId('ten', tenantUuid);
  let reached = after ?? chainStart;
  for (const row of rows) {
    const next = nextLink(reached, tenantId, row);
    const message = whatIsWrong(row, next) ?? whatWasKept(kept, next);
    if (message !== null) return { reached, fault: { position: next.position, message }, isDone: true };
    reached = next;
  }
  if (rows.length === limit) return { reached, fault: null, isDone: false };
  return { reached, fault: faultAtEnd(reached, end, kept), isDone: true };
};

const whatIsWrong = (row: ReadRow, next: Link): string | null => {
  if (Number(row.position) > next.position) return 'The record that had this place is missing.';
  if (row.position !== String(next.position)) return 'A record was put in where none can be.';
  if (row.hash?.toString('hex') === next.hash) return null;
  return 'This record, its place or its hash is not as it was written.';
};

const whatWasKept = (kept: Link | undefined, { position, hash }: Link): string | null =>
  kept?.position === position && kept.hash !== hash ? 'The hash here is not the one you kept.' : null;

const faultAtEnd = (reached: Link, end: ChainEnd, kept: Link | undefined): ChainFault | null => {
  const next = reached.position + 1;
  if (end.position !== String(reached.position)) {
    return { position: next, message: 'The chain is not as long as it was: its end is missing, or was changed.' };
  }
  if (end.hash !== reached.hash) {
    return { position: Math.max(reached.position, 1), message: 'The end of the chain does not fit its last record.' };
  }
  if (end.hasMore) return { position: next, message: 'A record was put in behind the end of the chain.' };
  if (kept && kept.position > reached.position) {
    return { position: next, message: 'The chain is shorter than the one you kept a hash of.' };
  }
  return null;
};
