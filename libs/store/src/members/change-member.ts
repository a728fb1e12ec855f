import { type Member, type MemberId, no, type Result, type Role, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { invitationTable } from '../invitations/invitation-row.ts';
import { isLastOwner } from './last-owner.ts';
import { memberTable } from './member-row.ts';
import { holdMemberRow, toMember } from './member.ts';

/** Gives a member another role; the same role again is no change. What they offered by the old one is taken back. */
export const changeMember = async (
  scope: CallerScope,
  { id, role }: { id: MemberId; role: Role },
): Promise<Result<Member, 'member_not_found' | 'last_owner'>> => {
  const { sql, em, tenantUuid, author } = scope;
  const row = await holdMemberRow(scope, id);
  if (!row) return no('member_not_found');
  if (row.role === role) return yes(toMember(row));
  if (await isLastOwner(scope, row)) return no('last_owner');
  await em.update(memberTable, { tenant_id: tenantUuid, id: toUuid(id) }, { role });
  await em.delete(invitationTable, { tenant_id: tenantUuid, invited_by: toUuid(id) });
  await tell(sql, author, { action: 'member.changed', data: { member: id, role } });
  return yes(toMember({ ...row, role }));
};
