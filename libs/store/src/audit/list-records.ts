import {
  type AuditRecord,
  type InputOf,
  type listAudit as operation,
  type ResultOf,
  toUuid,
  yes,
} from '@parley/contract';
import { z } from 'zod';
import { newestFirst, toPage } from '../cursor.ts';
import type { TenantScope } from '../doors/transaction.ts';
import { readColumns, type ReadRow } from './read-row.ts';
import { shapeOf } from './record-hash.ts';

/** What was done, newest first. */
export const listRecords = async (
  { sql, tenantUuid }: TenantScope,
  { limit, cursor, action, by }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const before = newestFirst.start(cursor);
  if (!before.ok) return before;
  const rows = await sql<ReadRow>(
    `select ${readColumns()} from audit_records
     where tenant_id = $1 and id < $2 and ($3::text is null or action = $3) and ($4::uuid is null or by_id = $4)
     order by id desc limit $5`,
    [tenantUuid, before.value, action ?? null, by === undefined ? null : toUuid(by), limit + 1],
  );
  return yes(toPage(rows, { limit, cursor: newestFirst, toKey: ({ id }) => id, toItem: toRecord }));
};

export const toRecord = (row: ReadRow): AuditRecord => ({
  ...shapeOf(row),
  data: z.record(z.string(), z.json()).parse(row.data),
  position: row.position === null ? null : Number(row.position),
  hash: row.hash?.toString('hex') ?? null,
});
