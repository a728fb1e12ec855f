import type { SessionScope } from '../doors/transaction.ts';

/** Deletes the row of a device that was deleted, with everything that belongs to it. One that was not stays. */
export const purgeDevice = async ({ sql, tenantUuid, deviceUuid }: SessionScope): Promise<void> => {
  await sql('delete from devices where tenant_id = $1 and id = $2 and deleted_at is not null', [
    tenantUuid,
    deviceUuid,
  ]);
};
