import { type Member, toUuid } from '@parley/contract';
import type { Prepared, TenantScope } from '../doors/transaction.ts';
import type { MemberRow } from '../members/member-row.ts';
import { toMember } from '../members/member.ts';
import { isKept, type Presented } from '../secrets/secret.ts';
import { isOver } from './login-end.ts';

/** Null for every login that is not good: unknown, another tenant's, wrong secret, closed, over. */
export const verifyLogin = async (
  { sql, tenantUuid }: TenantScope,
  presented: Presented<'login'>,
): Promise<Member | null> => {
  const [row] = await sql<VerifyRow>(selectForVerify, [tenantUuid, toUuid(presented.id)]);
  const isGood = isKept(presented, row?.hash);
  if (!row || !isGood || row.is_over) return null;
  if (row.is_seen_anew) {
    await sql(`update members set last_seen_at = now() where tenant_id = $1 and id = $2 and ${isLongAgo}`, [
      tenantUuid,
      row.id,
    ]);
    await sql(`update logins set last_seen_at = now() where tenant_id = $1 and id = $2 and ${isLongAgo}`, [
      tenantUuid,
      toUuid(presented.id),
    ]);
  }
  return toMember(row);
};

/** Asked again by the writes: of several requests at once, one writes. */
const isLongAgo = `(last_seen_at is null or last_seen_at < now() - interval '1 minute')`;

const selectForVerify: Prepared = {
  name: 'verify login',
  text: `select hash, ${isOver} as is_over, logins.last_seen_at < now() - interval '1 minute' as is_seen_anew,
      members.id, email, role, email_verified_at, members.last_seen_at, members.created_at
    from logins join members on members.tenant_id = logins.tenant_id and members.id = member_id
    where logins.tenant_id = $1 and logins.id = $2`,
};

type VerifyRow = MemberRow & { hash: Buffer; is_over: boolean; is_seen_anew: boolean };
