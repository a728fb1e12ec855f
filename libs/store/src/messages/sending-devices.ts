import {
  type DeviceId,
  type DeviceRef,
  type DeviceState,
  type FailureCode,
  idSchema,
  type Network,
  toId,
  toUuid,
} from '@parley/contract';
import { isWithinReach, type Reach, reachValues } from '../devices/reach.ts';
import type { TenantScope } from '../doors/transaction.ts';

/** A device as whoever wants to send by it has to know it; a refusal where it takes nothing. */
export type SendingDevice = {
  id: DeviceId;
  uuid: string;
  phone: string | null;
  shard: string;
  network: Network;
  refusal: Extract<FailureCode, 'device_not_linked' | 'device_logged_out' | 'device_banned'> | null;
};

/** The devices within reach, by what they were called. */
export const findSendingDevices = async (
  { sql, tenantUuid }: TenantScope,
  refs: ReadonlySet<DeviceRef>,
  reach: Reach,
): Promise<Map<DeviceRef, SendingDevice>> => {
  const named = [...refs].map((ref) => ({ ref, id: deviceId.safeParse(ref).data }));
  const ids = named.flatMap(({ id }) => (id === undefined ? [] : [toUuid(id)]));
  const phones = named.flatMap(({ ref, id }) => (id === undefined ? [ref] : []));
  const rows = await sql<Row>(sending, [tenantUuid, ids, ...reachValues(reach), phones]);
  const found = new Map<string, Row>();
  // The best of several that were linked to the same number comes last.
  for (const row of rows) {
    found.set(row.id, row);
    if (row.phone !== null) found.set(row.phone, row);
  }
  return new Map(
    named.flatMap(({ ref, id }) => {
      const row = found.get(id === undefined ? ref : toUuid(id));
      return row === undefined ? [] : [[ref, toSending(row)] as const];
    }),
  );
};

type Row = {
  id: string;
  phone: string | null;
  shard: string;
  network: Network;
  state: DeviceState;
  is_linked: boolean;
};

const sending = {
  name: 'sending devices',
  text: `select id, phone, shard, network, state, is_linked from devices
    where tenant_id = $1 and deleted_at is null and (id = any($2) or phone = any($5)) and ${isWithinReach}
    order by is_linked, id`,
};

const toSending = ({ id, phone, shard, network, state, is_linked }: Row): SendingDevice => ({
  id: toId('dev', id),
  uuid: id,
  phone,
  shard,
  network,
  refusal: refusalOf(state, is_linked),
});

/** In all other states it accepts, and sends once it can. */
const refusalOf = (state: DeviceState, isLinked: boolean): SendingDevice['refusal'] => {
  if (state === 'logged_out') return 'device_logged_out';
  if (state === 'banned') return 'device_banned';
  return isLinked ? null : 'device_not_linked';
};

const deviceId = idSchema('dev');
