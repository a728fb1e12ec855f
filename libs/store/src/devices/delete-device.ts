import { type DeviceRef, no, type Result, toId, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { holdDeviceRow, type StoredDevice, toStored } from './device.ts';
import type { Reach } from './reach.ts';

/** From the commit on nobody finds the device any more. Its holder takes it off its phone's list and deletes its row
 * and its keys; where there is nothing to take off, they are deleted here. */
export const deleteDevice = async (
  scope: CallerScope,
  ref: DeviceRef,
  reach: Reach,
): Promise<Result<StoredDevice, 'device_not_found'>> => {
  const { sql, tenantUuid, author } = scope;
  const row = await holdDeviceRow(scope, ref, reach);
  if (row === null) return no('device_not_found');
  await tell(sql, author, { action: 'device.deleted', data: { device: toId('dev', row.id) } });
  const isUntouched = !row.is_linked && row.wish === null;
  await sql(
    isUntouched
      ? 'delete from devices where tenant_id = $1 and id = $2'
      : 'update devices set deleted_at = now() where tenant_id = $1 and id = $2',
    [tenantUuid, row.id],
  );
  return yes(await toStored(scope, row));
};
