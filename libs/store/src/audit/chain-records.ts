import { toId } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import type { HeadRow } from './head-row.ts';
import { readColumns, type ReadRow } from './read-row.ts';
import { chainStart, type Link, nextLink } from './record-hash.ts';

/**
 * Gives the oldest records without a place theirs, up to `limit`, and says how many. Nobody's deed, so it is told
 * nowhere. Whoever comes second finds the head locked and leaves the work to the first; no write ever waits.
 */
export const chainRecords = async (scope: TenantScope, limit: number): Promise<number> => {
  const head = await lockHead(scope);
  if (!head) return 0;
  const rows = await scope.sql<ReadRow>(
    `select ${readColumns()} from audit_records where tenant_id = $1 and position is null order by at, id limit $2`,
    [scope.tenantUuid, limit],
  );
  const tenantId = toId('ten', scope.tenantUuid);
  const links: Link[] = [];
  for (const row of rows) links.push(nextLink(links.at(-1) ?? head, tenantId, row));
  const last = links.at(-1);
  if (last) await keep(scope, { ids: rows.map(({ id }) => id), links, last });
  return links.length;
};

/** Null while somebody else has it. The tenant is held as well: its end takes the same rows in another order. */
const lockHead = async ({ sql, tenantUuid }: TenantScope): Promise<Link | null> => {
  const tenant = await sql('select 1 from tenants where id = $1 for key share skip locked', [tenantUuid]);
  if (tenant.length === 0) return null;
  await sql('insert into audit_heads (tenant_id, position, hash) values ($1, $2, $3) on conflict do nothing', [
    tenantUuid,
    chainStart.position,
    Buffer.from(chainStart.hash, 'hex'),
  ]);
  const [head] = await sql<Pick<HeadRow, 'position' | 'hash'>>(
    'select position, hash from audit_heads where tenant_id = $1 for update skip locked',
    [tenantUuid],
  );
  return head ? { position: Number(head.position), hash: head.hash.toString('hex') } : null;
};

const keep = async (
  { sql, tenantUuid }: TenantScope,
  { ids, links, last }: { ids: string[]; links: Link[]; last: Link },
): Promise<void> => {
  await sql(
    `update audit_records set position = link.position, hash = decode(link.hash, 'hex')
     from unnest($2::uuid[], $3::bigint[], $4::text[]) as link (id, position, hash)
     where tenant_id = $1 and audit_records.id = link.id`,
    [tenantUuid, ids, links.map(({ position }) => position), links.map(({ hash }) => hash)],
  );
  await sql(`update audit_heads set position = $2, hash = decode($3, 'hex') where tenant_id = $1`, [
    tenantUuid,
    last.position,
    last.hash,
  ]);
};
