import type { SessionScope } from '../doors/transaction.ts';

/** Takes a wish away that was fulfilled, or came to its end; a later one stays. */
export const fulfilWish = async ({ sql, tenantUuid, deviceUuid }: SessionScope, wishId: string): Promise<void> => {
  await sql(`update devices set wish = null where tenant_id = $1 and id = $2 and wish ->> 'id' = $3`, [
    tenantUuid,
    deviceUuid,
    wishId,
  ]);
};
