import { type MemberId, toUuid } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';

/** Ask it while you hold the tenant's lock, or two owners could leave at once. */
export const isLastOwner = async ({ sql, tenantUuid }: TenantScope, id: MemberId): Promise<boolean> => {
  const owners = await sql<{ id: string }>(`select id from members where tenant_id = $1 and role = 'owner' limit 2`, [
    tenantUuid,
  ]);
  return owners.length === 1 && owners[0]?.id === toUuid(id);
};
