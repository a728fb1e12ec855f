import { no, type Result, yes } from '@parley/contract';
import { StaleEpoch } from '../doors/stale-epoch.ts';
import type { SessionScope } from '../doors/transaction.ts';
import { lockTenant } from '../tenants/lock-tenant.ts';
import { tellOfDevice } from '../events/tell-of-device.ts';

/** The number that a device was found to belong to, in digits, and the id that WhatsApp uses beside it. */
export type FoundNumber = { phone: string; lid: string | null };

/**
 * The device belongs to this number from now on, and what linked it is fulfilled. The same once more is no news. A
 * number that another device of the tenant is linked to is refused; one that was deleted has none any more.
 */
export const recordLinked = async (
  scope: SessionScope,
  { phone, lid }: FoundNumber,
): Promise<Result<null, 'device_number_taken'>> => {
  const { sql, tenantUuid, deviceUuid } = scope;
  const [known] = await sql(
    'select id from devices where tenant_id = $1 and id = $2 and is_linked and phone = $3 and lid is not distinct from $4',
    [tenantUuid, deviceUuid, phone, lid],
  );
  if (known !== undefined) return yes(null);
  // Two devices that find the same number at once take turns.
  await lockTenant(sql, tenantUuid);
  const [other] = await sql(
    'select id from devices where tenant_id = $1 and id <> $2 and is_linked and deleted_at is null and phone = $3',
    [tenantUuid, deviceUuid, phone],
  );
  if (other !== undefined) return no('device_number_taken');
  const linked = await sql(
    `update devices set is_linked = true, phone = $3, lid = $4,
       wish = case when wish ->> 'kind' = 'link' then null else wish end
     where tenant_id = $1 and id = $2 returning id`,
    [tenantUuid, deviceUuid, phone, lid],
  );
  if (linked.length === 0) throw new StaleEpoch('the device is gone');
  await tellOfDevice(scope, { type: 'device.linked', data: {} });
  return yes(null);
};
