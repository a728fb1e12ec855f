import { openStatuses } from '@parley/contract';
import { tellProgress } from '../batches/tell-progress.ts';
import type { SessionScope } from '../doors/transaction.ts';

/** Deletes the row of a device that was deleted, with everything that belongs to it. One that was not stays. */
export const purgeDevice = async (scope: SessionScope): Promise<void> => {
  const { sql, tenantUuid, deviceUuid } = scope;
  const own = [tenantUuid, deviceUuid];
  const open = await sql<{ batch_id: string }>(
    `select distinct batch_id from messages
     where tenant_id = $1 and device_id = $2 and batch_id is not null and status = any($3)`,
    [...own, openStatuses],
  );
  await sql('delete from devices where tenant_id = $1 and id = $2 and deleted_at is not null', own);
  // What of a batch was to go through it is gone with it.
  await tellProgress(scope, open);
};
