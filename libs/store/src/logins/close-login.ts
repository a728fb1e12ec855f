import { type LoginId, type MemberId, newId, toId, toUuid } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { lockMember } from '../members/lock-member.ts';

export const closeLogin = async ({ sql, tenantUuid, author }: CallerScope, id: LoginId): Promise<void> => {
  const [closed] = await sql<{ member_id: string }>(
    'delete from logins where tenant_id = $1 and id = $2 returning member_id',
    [tenantUuid, toUuid(id)],
  );
  if (closed) await tell(sql, author, { action: 'login.closed', data: { member: toId('mem', closed.member_id) } });
};

/** Closes all logins of a member, but for one if it is named; says how many. */
export const closeLogins = async (
  scope: CallerScope,
  { memberId, except }: { memberId: MemberId; except?: LoginId },
): Promise<number> => {
  const { sql, tenantUuid, author } = scope;
  await lockMember(scope, memberId);
  const closed = await sql('delete from logins where tenant_id = $1 and member_id = $2 and id <> $3 returning id', [
    tenantUuid,
    toUuid(memberId),
    toUuid(except ?? newId('log')),
  ]);
  if (closed.length > 0) await tell(sql, author, { action: 'login.all_closed', data: { member: memberId } });
  return closed.length;
};
