import { type Balance, type DeviceRef, toUuid } from '@parley/contract';
import { findDevice } from '../devices/device.ts';
import type { Reach } from '../devices/reach.ts';
import type { TenantScope } from '../doors/transaction.ts';

/** What a device has of its day, which is today where its tenant is; null where there is no such device. */
export const findBalance = async (scope: TenantScope, ref: DeviceRef, reach: Reach): Promise<Balance | null> => {
  const found = await findDevice(scope, ref, reach);
  if (found === null) return null;
  const { id } = found.device;
  const [row] = await scope.sql<BalanceOfDay>(today, [scope.tenantUuid, toUuid(id)]);
  if (row === undefined) throw new Error('A tenant is gone in the middle of its transaction.');
  const { day, day_limit: limit, successful: successful_count, pending, failed, resets_at } = row;
  return {
    device: id,
    day,
    limit,
    remaining: limit - successful_count - pending,
    successful_count,
    pending,
    failed,
    resets_at: resets_at.toISOString(),
  };
};

type BalanceOfDay = {
  day: string;
  day_limit: number;
  pending: number;
  successful: number;
  failed: number;
  resets_at: Date;
};

/** Where clocks go back over midnight, it comes twice: the next day begins with the first of the two. */
const today = {
  name: 'balance of today',
  text: `select today.day::text as day, plans.messages_per_day as day_limit, coalesce(pending, 0) as pending,
      coalesce(successful, 0) as successful, coalesce(failed, 0) as failed,
      case when ((midnight - interval '1 hour') at time zone time_zone)::date > today.day
        then midnight - interval '1 hour' else midnight end as resets_at
    from tenants join plans on plans.id = tenants.plan_id
    cross join lateral (select (now() at time zone time_zone)::date as day) today
    cross join lateral (select (day + 1)::timestamp at time zone time_zone as midnight) tomorrow
    left join balances on balances.tenant_id = tenants.id and device_id = $2 and balances.day = today.day
    where tenants.id = $1`,
};
