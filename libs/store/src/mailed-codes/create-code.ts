import { type MemberId, newId, toUuid } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { lockMember } from '../members/lock-member.ts';
import { mintSecret } from '../secrets/secret.ts';
import type { CodePurpose } from './mailed-code-row.ts';

/**
 * Makes a code that is good for one thing, once. It goes into a mail to the member's address and nowhere else:
 * whoever brings it back has shown to receive mail there. The one made before is worth nothing any more. Null when
 * there is no such member any more.
 */
export const createCode = async (scope: CallerScope, { memberId, purpose }: CodeFor): Promise<string | null> => {
  if (!(await lockMember(scope, memberId))) return null;
  await scope.sql('delete from mailed_codes where tenant_id = $1 and member_id = $2 and purpose = $3', [
    scope.tenantUuid,
    toUuid(memberId),
    purpose,
  ]);
  return writeCode(scope, { memberId, purpose });
};

/** The whole of it for a member who is only just being made. */
export const writeCode = async (
  { sql, tenantUuid, author }: Omit<CallerScope, 'em' | 'undo' | 'sealer'>,
  { memberId, purpose }: CodeFor,
): Promise<string> => {
  const id = newId('cod');
  const { clear, hash } = mintSecret('code', id);
  const { validForMs, action } = purposes[purpose];
  await sql(
    `insert into mailed_codes (tenant_id, id, member_id, purpose, hash, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [tenantUuid, toUuid(id), toUuid(memberId), purpose, hash, new Date(Date.now() + validForMs)],
  );
  await tell(sql, author, { action, data: { member: memberId } });
  return clear;
};

type CodeFor = { memberId: MemberId; purpose: CodePurpose };

const hourMs = 3_600_000;

const purposes = {
  verify_email: { validForMs: 7 * 24 * hourMs, action: 'email.link_sent' },
  reset_password: { validForMs: hourMs, action: 'password.forgotten' },
} as const;
