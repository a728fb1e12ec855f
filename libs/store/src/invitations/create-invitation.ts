import { type Invitation, newId, type Result, type Role, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { roomForMembers } from '../members/members-room.ts';
import { mintSecret } from '../secrets/secret.ts';
import { invitationTable } from './invitation-row.ts';
import { toInvitation } from './invitation.ts';

/** `clear` goes into a mail to the invited address and nowhere else. Inviting again makes the link before worthless. */
export const createInvitation = async (
  scope: CallerScope,
  { email, role }: { email: string; role: Role },
): Promise<Result<{ invitation: Invitation; clear: string }, 'member_exists' | 'plan_limit_reached'>> => {
  const { sql, em, tenantUuid, author } = scope;
  const room = await roomForMembers(scope, email);
  if (!room.ok) return room;
  const id = newId('inv');
  const { clear, hash } = mintSecret('invite', id);
  const key = { tenant_id: tenantUuid, id: toUuid(id) };
  const invitedBy = author.by.kind === 'member' ? toUuid(author.by.id) : null;
  const expiresAt = new Date(Date.now() + validForDays * 86_400_000);
  await em.delete(invitationTable, { tenant_id: tenantUuid, email });
  await em.insert(invitationTable, { ...key, email, role, hash, invited_by: invitedBy, expires_at: expiresAt });
  await tell(sql, author, { action: 'invitation.created', data: { invitation: id, role } });
  return yes({ invitation: toInvitation(await em.findOneByOrFail(invitationTable, key)), clear });
};

const validForDays = 7;
