import { type MemberId, toUuid } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';

/**
 * Makes what is done about one member take turns, until the end of the transaction, and says whether there is such
 * a member. Everybody locks in the same order, or two would wait for each other: tenant, member, what is theirs.
 */
export const lockMember = async (
  { sql, tenantUuid }: Pick<TenantScope, 'sql' | 'tenantUuid'>,
  id: MemberId,
): Promise<boolean> => {
  const found = await sql('select id from members where tenant_id = $1 and id = $2 for no key update', [
    tenantUuid,
    toUuid(id),
  ]);
  return found.length === 1;
};
