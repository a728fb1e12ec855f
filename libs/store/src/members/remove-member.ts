import { type Member, type MemberId, no, type Result, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { isLastOwner } from './last-owner.ts';
import { memberTable } from './member-row.ts';
import { holdMemberRow, toMember } from './member.ts';

/** Removes a member, and with it its logins and the invitations it made. Tokens belong to the tenant and stay. */
export const removeMember = async (
  scope: CallerScope,
  id: MemberId,
): Promise<Result<Member, 'member_not_found' | 'last_owner'>> => {
  const { sql, em, tenantUuid, author } = scope;
  const row = await holdMemberRow(scope, id);
  if (!row) return no('member_not_found');
  if (await isLastOwner(scope, row)) return no('last_owner');
  await em.delete(memberTable, { tenant_id: tenantUuid, id: toUuid(id) });
  await tell(sql, author, { action: 'member.removed', data: { member: id, role: row.role } });
  return yes(toMember(row));
};
