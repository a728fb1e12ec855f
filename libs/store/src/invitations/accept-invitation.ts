import { type Member, newId, no, type Result, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { roomForMembers } from '../members/members-room.ts';
import { memberTable } from '../members/member-row.ts';
import { toMember } from '../members/member.ts';
import { isKept, type Presented } from '../secrets/secret.ts';
import { lockTenant } from '../tenants/lock-tenant.ts';
import { invitationTable } from './invitation-row.ts';

/** Makes a member of whoever followed the mailed link, which also shows that they receive mail at that address. */
export const acceptInvitation = async (
  scope: CallerScope,
  { presented, passwordHash }: { presented: Presented<'invite'>; passwordHash: string },
): Promise<Result<Member, 'code_invalid' | 'member_exists' | 'plan_limit_reached'>> => {
  const { sql, em, tenantUuid, author } = scope;
  // Of two who follow one link at once, the second finds it used.
  await lockTenant(sql, tenantUuid);
  const key = { tenant_id: tenantUuid, id: toUuid(presented.id) };
  const invitation = await em.findOneBy(invitationTable, key);
  if (!invitation || !isKept(presented, invitation.hash)) return no('code_invalid');
  if (invitation.expires_at <= new Date()) return no('code_invalid');
  const { email, role } = invitation;
  const room = await roomForMembers(scope, email);
  if (!room.ok) return room;
  const { affected } = await em.delete(invitationTable, key);
  // Withdrawn since it was found.
  if (affected !== 1) return no('code_invalid');

  const id = newId('mem');
  const member = { tenant_id: tenantUuid, id: toUuid(id) };
  const verified = { email_verified_at: () => 'now()' };
  await em.insert(memberTable, { ...member, email, role, password_hash: passwordHash, ...verified });
  const data = { member: id, role, invitation: presented.id };
  await tell(sql, { ...author, by: { kind: 'member', id } }, { action: 'member.joined', data });
  return yes(toMember(await em.findOneByOrFail(memberTable, member)));
};
