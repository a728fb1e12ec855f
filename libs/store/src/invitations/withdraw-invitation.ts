import { type Invitation, type InvitationId, no, type Result, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import type { InvitationRow } from './invitation-row.ts';
import { toInvitation } from './invitation.ts';

export const withdrawInvitation = async (
  { sql, tenantUuid, author }: CallerScope,
  id: InvitationId,
): Promise<Result<Invitation, 'invitation_not_found'>> => {
  const [row] = await sql<InvitationRow>(
    'delete from invitations where tenant_id = $1 and id = $2 and expires_at > now() returning *',
    [tenantUuid, toUuid(id)],
  );
  if (!row) return no('invitation_not_found');
  await tell(sql, author, { action: 'invitation.withdrawn', data: { invitation: id, role: row.role } });
  return yes(toInvitation(row));
};
