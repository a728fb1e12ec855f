import type { Member, MemberId, Result } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { takeCode } from '../mailed-codes/take-code.ts';
import type { Presented } from '../secrets/secret.ts';

/**
 * Marks a member's address as one where they receive mail. Only their own login can bring the code back: anybody may
 * sign up with another person's address, and that person must not vouch for them by following the link.
 */
export const verifyEmail = async (
  scope: CallerScope,
  { presented, memberId }: { presented: Presented<'code'>; memberId: MemberId },
): Promise<Result<Member, 'code_invalid'>> => {
  const member = await takeCode(scope, presented, { purpose: 'verify_email', memberId });
  if (!member.ok) return member;
  const { sql, author } = scope;
  await tell(sql, author, { action: 'email.verified', data: { member: memberId } });
  return member;
};
