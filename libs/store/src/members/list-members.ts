import { type InputOf, type ResultOf, type listMembers as operation, yes } from '@parley/contract';
import { newestFirst, toPage } from '../cursor.ts';
import type { TenantScope } from '../doors/transaction.ts';
import type { MemberRow } from './member-row.ts';
import { toMember } from './member.ts';

export const listMembers = async (
  { sql, tenantUuid }: TenantScope,
  { limit, cursor }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const before = newestFirst.start(cursor);
  if (!before.ok) return before;
  const rows = await sql<MemberRow>(
    'select * from members where tenant_id = $1 and id < $2 order by id desc limit $3',
    [tenantUuid, before.value, limit + 1],
  );
  return yes(toPage(rows, { limit, cursor: newestFirst, toKey: ({ id }) => id, toItem: toMember }));
};
