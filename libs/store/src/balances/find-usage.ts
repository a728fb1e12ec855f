import { type DeviceRef, no, type Result, toId, toUuid, type Usage, yes } from '@parley/contract';
import { findDevice } from '../devices/device.ts';
import { type Reach, reachValues } from '../devices/reach.ts';
import type { TenantScope } from '../doors/transaction.ts';
import { type AskedDays, findDays } from './days.ts';

export type UsageAsked = AskedDays & { device?: DeviceRef | undefined };

/** What devices have sent: day by day, and each of them. */
export const findUsage = async (
  scope: TenantScope,
  { device, ...asked }: UsageAsked,
  reach: Reach,
): Promise<Result<Usage, 'device_not_found' | 'input_invalid'>> => {
  const found = device === undefined ? null : await findDevice(scope, device, reach);
  if (device !== undefined && found === null) return no('device_not_found');
  const days = await findDays(scope, asked);
  if (!days.ok) return days;
  const { from, to } = days.value;
  const values = [scope.tenantUuid, found === null ? null : toUuid(found.device.id), ...reachValues(reach), from, to];
  const byDay = await scope.sql<Counts & { day: string }>(countedBy('day::text'), values);
  const byDevice = await scope.sql<Counts & { device_id: string }>(countedBy('device_id'), values);
  return yes({
    from,
    to,
    totals: byDay.map(toCounts).reduce(add, none),
    days: byDay.map(({ day, ...counts }) => ({ day, ...toCounts(counts) })),
    devices: byDevice.map(({ device_id, ...counts }) => ({ device: toId('dev', device_id), ...toCounts(counts) })),
  });
};

type Counts = { successful: number; pending: number; failed: number; first_contacts: number };
type Shown = Usage['totals'];

const countedBy = (column: 'day::text' | 'device_id'): string => `
  select ${column}, sum(successful)::int as successful, sum(pending)::int as pending, sum(failed)::int as failed,
    sum(first_contacts)::int as first_contacts
  from balances where tenant_id = $1 and ($2::uuid is null or device_id = $2) and day between $5 and $6
    and device_id in (select id from devices where tenant_id = $1 and network = any($3)
      and ($4::uuid[] is null or id = any($4)))
  group by 1 order by 1 desc`;

const toCounts = ({ successful, pending, failed, first_contacts }: Counts): Shown => ({
  accepted: successful + pending + failed,
  successful_count: successful,
  pending,
  failed,
  first_contacts,
});

const none: Shown = { accepted: 0, successful_count: 0, pending: 0, failed: 0, first_contacts: 0 };

const add = (one: Shown, other: Shown): Shown => ({
  accepted: one.accepted + other.accepted,
  successful_count: one.successful_count + other.successful_count,
  pending: one.pending + other.pending,
  failed: one.failed + other.failed,
  first_contacts: one.first_contacts + other.first_contacts,
});
