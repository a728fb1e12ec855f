import { type Invitation, type InvitationId, toId, toUuid } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import type { InvitationRow } from './invitation-row.ts';

/** An invitation whose link still works. */
export const findInvitation = async (
  { sql, tenantUuid }: TenantScope,
  by: { id: InvitationId } | { email: string },
): Promise<Invitation | null> => {
  const [column, value] = 'id' in by ? ['id', toUuid(by.id)] : ['email', by.email];
  const [row] = await sql<InvitationRow>(
    `select * from invitations where tenant_id = $1 and ${column} = $2 and expires_at > now()`,
    [tenantUuid, value],
  );
  return row ? toInvitation(row) : null;
};

export const toInvitation = (row: InvitationRow): Invitation => ({
  id: toId('inv', row.id),
  email: row.email,
  role: row.role,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
});
