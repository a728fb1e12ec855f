import { no, type Result, yes } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import { lockTenant } from '../tenants/lock-tenant.ts';

/**
 * Whether somebody with this address may become a member. Open invitations count as the members they will be,
 * but not the one to this very address: it is about to be taken, or made anew. Whoever asks holds the tenant's
 * lock until the end of the transaction, so that two who come at once cannot both have the last place.
 */
export const roomForMembers = async (
  { sql, tenantUuid }: TenantScope,
  email: string,
): Promise<Result<null, 'member_exists' | 'plan_limit_reached'>> => {
  await lockTenant(sql, tenantUuid);
  const [found] = await sql<{ is_member: boolean; is_full: boolean }>(
    `select exists (select from members where tenant_id = $1 and email = $2) as is_member,
       (select count(*) from members where tenant_id = $1)
         + (select count(*) from invitations where tenant_id = $1 and email <> $2 and expires_at > now())
         >= plans.members as is_full
     from tenants join plans on plans.id = plan_id where tenants.id = $1`,
    [tenantUuid, email],
  );
  if (found?.is_member) return no('member_exists');
  return found?.is_full ? no('plan_limit_reached') : yes(null);
};
