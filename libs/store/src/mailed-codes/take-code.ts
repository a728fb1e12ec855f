import { type Member, type MemberId, no, type Result, toId, toUuid, yes } from '@parley/contract';
import type { CallerScope } from '../doors/transaction.ts';
import { lockMember } from '../members/lock-member.ts';
import { memberTable } from '../members/member-row.ts';
import { toMember } from '../members/member.ts';
import { isKept, type Presented } from '../secrets/secret.ts';
import type { CodePurpose } from './mailed-code-row.ts';

/** Uses a code up. Either kind came by mail, so either shows that its member receives mail. */
export const takeCode = async (
  scope: CallerScope,
  presented: Presented<'code'>,
  { purpose, memberId }: { purpose: CodePurpose; memberId?: MemberId },
): Promise<Result<Member, 'code_invalid'>> => {
  const { sql, em, tenantUuid } = scope;
  const [code] = await sql<{ member_id: string; hash: Buffer; is_over: boolean }>(
    `select member_id, hash, expires_at <= now() as is_over from mailed_codes
     where tenant_id = $1 and id = $2 and purpose = $3`,
    [tenantUuid, toUuid(presented.id), purpose],
  );
  if (!code || code.is_over || (memberId && code.member_id !== toUuid(memberId))) return no('code_invalid');
  if (!isKept(presented, code.hash)) return no('code_invalid');
  await lockMember(scope, toId('mem', code.member_id));
  const used = await sql('delete from mailed_codes where tenant_id = $1 and id = $2 returning id', [
    tenantUuid,
    toUuid(presented.id),
  ]);
  if (used.length === 0) return no('code_invalid');
  const key = { tenant_id: tenantUuid, id: code.member_id };
  await sql(
    'update members set email_verified_at = coalesce(email_verified_at, now()) where tenant_id = $1 and id = $2',
    [key.tenant_id, key.id],
  );
  return yes(toMember(await em.findOneByOrFail(memberTable, key)));
};
