import { type Member, type MemberId, toId, toUuid } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import { lockTenant } from '../tenants/lock-tenant.ts';
import { type MemberRow, memberTable } from './member-row.ts';

export const findMember = async (scope: TenantScope, id: MemberId): Promise<Member | null> => {
  const row = await findMemberRow(scope, id);
  return row && toMember(row);
};

/** Finds a member about whom something is to be decided: nobody else changes one until the end of the transaction. */
export const holdMember = async (scope: TenantScope, id: MemberId): Promise<Member | null> => {
  const row = await holdMemberRow(scope, id);
  return row && toMember(row);
};

export const holdMemberRow = async (scope: TenantScope, id: MemberId): Promise<MemberRow | null> => {
  await lockTenant(scope.sql, scope.tenantUuid);
  return findMemberRow(scope, id);
};

/** Not while somebody else chose it for them: that one may be logged in as them. */
export const hasOwnPassword = async (scope: TenantScope, id: MemberId): Promise<boolean> =>
  (await findMemberRow(scope, id))?.has_own_password === true;

export const findPasswordHash = async (scope: TenantScope, id: MemberId): Promise<string | null> =>
  (await findMemberRow(scope, id))?.password_hash ?? null;

const findMemberRow = ({ em, tenantUuid }: TenantScope, id: MemberId): Promise<MemberRow | null> =>
  em.findOneBy(memberTable, { tenant_id: tenantUuid, id: toUuid(id) });

/** What logging in needs to know, by the address somebody typed. */
export const findMemberByEmail = async (
  { em, tenantUuid }: TenantScope,
  email: string,
): Promise<{ member: Member; passwordHash: string } | null> => {
  const row = await em.findOneBy(memberTable, { tenant_id: tenantUuid, email });
  return row && { member: toMember(row), passwordHash: row.password_hash };
};

export const toMember = (row: MemberRow): Member => ({
  id: toId('mem', row.id),
  email: row.email,
  role: row.role,
  is_email_verified: row.email_verified_at !== null,
  created_at: row.created_at.toISOString(),
  last_seen_at: row.last_seen_at?.toISOString() ?? null,
});
