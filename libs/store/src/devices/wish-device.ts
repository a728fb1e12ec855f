import { type DeviceRef, newId, no, type Result, toId, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { holdDeviceRow, type StoredDevice, toStored } from './device.ts';
import { deviceTable } from './device-row.ts';
import type { Reach } from './reach.ts';
import type { Wish, WishOf } from './wish.ts';

export type NewWish = { device: DeviceRef; wish: WishOf };
type Refusal = 'device_not_found' | 'device_already_linked' | 'device_not_linked' | 'device_number_taken';

/**
 * Writes down what somebody wants of a device, for its holder to do; it takes the place of what was wanted before. Only
 * a device that is not linked can be linked, and by a code only to a number that no other of the tenant is linked to; a
 * linking under way can be stopped, or unlinked, as a linked device can.
 */
export const wishDevice = async (
  scope: CallerScope,
  { device, wish: wished }: NewWish,
  reach: Reach,
): Promise<Result<StoredDevice, Refusal>> => {
  const { sql, em, tenantUuid, author } = scope;
  const row = await holdDeviceRow(scope, device, reach);
  if (row === null) return no('device_not_found');
  // A linking that is restarted would be none any more: whoever wants another code asks for it.
  const canEnd = row.wish?.kind === 'link' && wished.kind !== 'restart';
  if (wished.kind === 'link' && row.is_linked) return no('device_already_linked');
  if (wished.kind === 'link' && wished.phone !== null && (await isTaken(scope, wished.phone)))
    return no('device_number_taken');
  if (wished.kind !== 'link' && !row.is_linked && !canEnd) return no('device_not_linked');
  const wish: Wish = { id: newId('evt'), askedAt: new Date().toISOString(), ...wished };
  await em.update(deviceTable, { tenant_id: tenantUuid, id: row.id }, { wish });
  await tell(sql, author, { action: `device.${wish.kind}_asked`, data: { device: toId('dev', row.id) } });
  return yes(await toStored(scope, { ...row, wish }));
};

/** As of now: that two do not find the same number at once is seen to when it is found. */
const isTaken = async ({ sql, tenantUuid }: CallerScope, phone: string): Promise<boolean> => {
  const taken = await sql(
    'select from devices where tenant_id = $1 and is_linked and deleted_at is null and phone = $2',
    [tenantUuid, phone],
  );
  return taken.length > 0;
};
