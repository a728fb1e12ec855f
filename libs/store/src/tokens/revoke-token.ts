import { type TokenId, toUuid } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import { addEvent } from '../events/add-event.ts';

/** False where there is no such token, or none that still stands. */
export const revokeToken = async ({ sql, tenantUuid }: TenantScope, id: TokenId): Promise<boolean> => {
  const revoked = await sql(
    'update tokens set revoked_at = now() where tenant_id = $1 and id = $2 and revoked_at is null returning id',
    [tenantUuid, toUuid(id)],
  );
  if (revoked.length === 0) return false;
  await addEvent(sql, tenantUuid, { type: 'token.revoked', data: { token: id } });
  return true;
};
