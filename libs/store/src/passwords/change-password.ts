import { type MemberId, toUuid } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { mailedCodeTable } from '../mailed-codes/mailed-code-row.ts';
import { memberTable } from '../members/member-row.ts';

/**
 * Says whether it did: not if the password was changed by somebody else while `from` was being checked. A link to
 * set a new one, mailed before, is worth nothing any more.
 */
export const changePassword = async (
  { sql, em, tenantUuid, author }: CallerScope,
  { id, from, to }: PasswordChange,
): Promise<boolean> => {
  const owner = { tenant_id: tenantUuid, member_id: toUuid(id) };
  const key = { tenant_id: tenantUuid, id: toUuid(id), password_hash: from };
  const { affected } = await em.update(memberTable, key, { password_hash: to, has_own_password: true });
  if (affected !== 1) return false;
  await em.delete(mailedCodeTable, { ...owner, purpose: 'reset_password' });
  await tell(sql, author, { action: 'password.changed', data: { member: id } });
  return true;
};

/** Both are hashes. */
export type PasswordChange = { id: MemberId; from: string; to: string };
