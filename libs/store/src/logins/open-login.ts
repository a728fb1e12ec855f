import { type LoginId, type MemberId, newId, toUuid } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { mintSecret } from '../secrets/secret.ts';
import { absoluteDays, isOver } from './login-end.ts';

/** `clear` goes into a cookie and nowhere else. */
export type OpenedLogin = { id: LoginId; clear: string; expiresAt: Date };

/** Null when it is not the member's password any more: it was changed while it was being checked. */
export const openLoginByPassword = async (
  scope: CallerScope,
  { memberId, passwordHash }: { memberId: MemberId; passwordHash: string },
): Promise<OpenedLogin | null> => {
  const [same] = await scope.sql(
    'select id from members where tenant_id = $1 and id = $2 and password_hash = $3 for no key update',
    [scope.tenantUuid, toUuid(memberId), passwordHash],
  );
  return same ? openLogin(scope, memberId) : null;
};

export const openLogin = async (scope: CallerScope, memberId: MemberId): Promise<OpenedLogin> => {
  const { sql, tenantUuid } = scope;
  const member = toUuid(memberId);
  // It locks the member too: of two logins at once, the second sees the first.
  await sql('update members set last_seen_at = now() where tenant_id = $1 and id = $2', [tenantUuid, member]);
  await sql(
    `delete from logins where tenant_id = $1 and member_id = $2 and (${isOver} or id in (
       select id from logins where tenant_id = $1 and member_id = $2 order by last_seen_at desc offset $3))`,
    [tenantUuid, member, loginsMax - 1],
  );
  return writeLogin(scope, memberId);
};

/** The whole of it for a member who is only just being made. */
export const writeLogin = async (
  { sql, tenantUuid, author }: Omit<CallerScope, 'em' | 'undo' | 'sealer'>,
  memberId: MemberId,
): Promise<OpenedLogin> => {
  const id = newId('log');
  const { clear, hash } = mintSecret('login', id);
  await sql('insert into logins (tenant_id, id, member_id, hash) values ($1, $2, $3, $4)', [
    tenantUuid,
    toUuid(id),
    toUuid(memberId),
    hash,
  ]);
  const by = { kind: 'member', id: memberId } as const;
  await tell(sql, { ...author, by }, { action: 'login.opened', data: { member: memberId } });
  return { id, clear, expiresAt: new Date(Date.now() + absoluteDays * 86_400_000) };
};

/** More of one member's are old machines: opening another closes the one that was not seen for longest. */
const loginsMax = 20;
