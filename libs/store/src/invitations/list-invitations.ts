import { type InputOf, type ResultOf, type listInvitations as operation, yes } from '@parley/contract';
import { newestFirst, toPage } from '../cursor.ts';
import type { TenantScope } from '../doors/transaction.ts';
import type { InvitationRow } from './invitation-row.ts';
import { toInvitation } from './invitation.ts';

/** The invitations whose links still work. */
export const listInvitations = async (
  { sql, tenantUuid }: TenantScope,
  { limit, cursor }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const before = newestFirst.start(cursor);
  if (!before.ok) return before;
  const rows = await sql<InvitationRow>(
    `select * from invitations where tenant_id = $1 and expires_at > now() and id < $2 order by id desc limit $3`,
    [tenantUuid, before.value, limit + 1],
  );
  return yes(toPage(rows, { limit, cursor: newestFirst, toKey: ({ id }) => id, toItem: toInvitation }));
};
