import { type Member, type Result, toUuid } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { takeCode } from '../mailed-codes/take-code.ts';
import { memberTable } from '../members/member-row.ts';
import type { Presented } from '../secrets/secret.ts';

/** Sets a password in place of one that was forgotten. Whoever knew that one may be logged in: all logins are closed. */
export const resetPassword = async (
  scope: CallerScope,
  { presented, passwordHash }: { presented: Presented<'code'>; passwordHash: string },
): Promise<Result<Member, 'code_invalid'>> => {
  const member = await takeCode(scope, presented, { purpose: 'reset_password' });
  if (!member.ok) return member;
  const { sql, em, tenantUuid, author } = scope;
  const { id } = member.value;
  await em.update(
    memberTable,
    { tenant_id: tenantUuid, id: toUuid(id) },
    { password_hash: passwordHash, has_own_password: true },
  );
  await sql('delete from logins where tenant_id = $1 and member_id = $2', [tenantUuid, toUuid(id)]);
  await tell(sql, { ...author, by: { kind: 'member', id } }, { action: 'password.reset', data: { member: id } });
  return member;
};
