import type { TenantScope } from '../doors/transaction.ts';
import type { MemberRow } from './member-row.ts';

/** Ask it while you hold the member, or two owners could leave at once. */
export const isLastOwner = async ({ sql, tenantUuid }: TenantScope, { role }: MemberRow): Promise<boolean> => {
  if (role !== 'owner') return false;
  const owners = await sql(`select id from members where tenant_id = $1 and role = 'owner' limit 2`, [tenantUuid]);
  return owners.length === 1;
};
