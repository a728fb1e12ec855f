import { type Device, type DeviceRef, deviceStates, idSchema, toId, toUuid } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import type { DeviceRow } from './device-row.ts';
import { openLink, type ShownLink } from './link.ts';
import { isWithinReach, type Reach, reachValues } from './reach.ts';

/** A device as it is promised, and what only we need to know: where its holder is found, what links it, and what
 * WhatsApp called it beside its number when it was linked last. */
export type StoredDevice = {
  device: Device;
  shard: string;
  isLinked: boolean;
  /** Whether its state was said by a holder of before: the one there is now has not come to it yet. */
  isOfEarlierHolder: boolean;
  lid: string | null;
  link: ShownLink | null;
};

/** A row as people see it, with what only its shard knows. */
export type SeenDeviceRow = DeviceRow & { is_of_earlier_holder: boolean };

/** To be followed by which. */
export const seenDevices = `select devices.*,
    exists (select from shards where shards.name = shard and held_from > said_under) as is_of_earlier_holder
  from devices`;

/** By its id or its number; null for another tenant's, for one beyond reach, and for one that was deleted. */
export const findDevice = async (scope: TenantScope, ref: DeviceRef, reach: Reach): Promise<StoredDevice | null> => {
  const row = await findDeviceRow(scope, ref, reach);
  return row && toStored(scope, row);
};

/** A number may have belonged to several: the one that is linked to it counts, else the newest. */
const findDeviceRow = async (
  { sql, tenantUuid }: TenantScope,
  ref: DeviceRef,
  reach: Reach,
): Promise<SeenDeviceRow | null> => {
  const id = deviceId.safeParse(ref);
  const [row] = await sql<SeenDeviceRow>(
    `${seenDevices} where tenant_id = $1 and deleted_at is null and ${id.success ? 'id' : 'phone'} = $2
       and ${isWithinReach}
     order by is_linked desc, id desc limit 1`,
    [tenantUuid, id.success ? toUuid(id.data) : ref, ...reachValues(reach)],
  );
  return row ?? null;
};

/** The same, and nobody else changes it until the transaction ends. */
export const holdDeviceRow = async (
  scope: TenantScope,
  ref: DeviceRef,
  reach: Reach,
): Promise<SeenDeviceRow | null> => {
  const found = await findDeviceRow(scope, ref, reach);
  if (found === null) return null;
  const [row] = await scope.sql<SeenDeviceRow>(
    `${seenDevices} where tenant_id = $1 and id = $2 and deleted_at is null for update`,
    [scope.tenantUuid, found.id],
  );
  return row ?? null;
};

export const toStored = async (scope: TenantScope, row: SeenDeviceRow): Promise<StoredDevice> => ({
  device: toDevice(row),
  shard: row.shard,
  isLinked: row.is_linked,
  isOfEarlierHolder: row.is_of_earlier_holder,
  lid: row.lid,
  link: await openLink(scope, row),
});

export const toDevice = (row: DeviceRow): Device => ({
  id: toId('dev', row.id),
  name: row.name,
  phone: row.phone && `+${row.phone}`,
  network: row.network,
  ...toldOf(row),
  since: row.since.toISOString(),
  until: row.until?.toISOString() ?? null,
  wish: row.wish?.kind ?? null,
  proxy: row.proxy_hint,
  event_log: row.is_logged,
  messages_per_minute: row.messages_per_minute,
  shows_typing: row.shows_typing,
  created_at: row.created_at.toISOString(),
});

type Told = { message: string; userAction: string | null };

const toldOf = ({ state, reason }: DeviceRow): Pick<Device, 'state' | 'reason' | 'message' | 'user_action'> => {
  const reasons: Record<string, Told | undefined> = deviceStates[state];
  const told = reasons[reason];
  return { state, reason, message: told?.message ?? reason, user_action: told?.userAction ?? null };
};

const deviceId = idSchema('dev');
