import { type Member, newId, type Result, type Role, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { invitationTable } from '../invitations/invitation-row.ts';
import { roomForMembers } from './members-room.ts';
import { memberTable } from './member-row.ts';
import { toMember } from './member.ts';

export type NewMember = {
  email: string;
  role: Role;
  passwordHash: string;
  /** False where somebody else chose the password: until it is changed, the member cannot verify their address. */
  hasOwnPassword: boolean;
};

export const addMember = async (
  scope: CallerScope,
  { email, role, passwordHash, hasOwnPassword }: NewMember,
): Promise<Result<Member, 'member_exists' | 'plan_limit_reached'>> => {
  const { sql, em, tenantUuid, author } = scope;
  const room = await roomForMembers(scope, email);
  if (!room.ok) return room;
  const id = newId('mem');
  const key = { tenant_id: tenantUuid, id: toUuid(id) };
  // An open invitation would go on taking a place, and its link would lead nowhere.
  await em.delete(invitationTable, { tenant_id: tenantUuid, email });
  await em.insert(memberTable, { ...key, email, role, password_hash: passwordHash, has_own_password: hasOwnPassword });
  await tell(sql, author, { action: 'member.added', data: { member: id, role } });
  return yes(toMember(await em.findOneByOrFail(memberTable, key)));
};
