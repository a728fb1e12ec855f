import type { DeviceCondition, DeviceId, Network } from '@parley/contract';
import { toId } from '@parley/contract';
import { StaleEpoch } from '../doors/stale-epoch.ts';
import type { SessionScope } from '../doors/transaction.ts';
import type { DeviceRow } from './device-row.ts';
import { openProxy } from './proxy.ts';
import type { Wish } from './wish.ts';

/** What the holder of a device's shard has to know of it. */
export type HeldDevice = {
  id: DeviceId;
  network: Network;
  state: DeviceCondition['state'];
  reason: DeviceCondition['reason'];
  until: Date | null;
  isLinked: boolean;
  isDeleted: boolean;
  wish: Wish | null;
  proxy: string | null;
  isLogged: boolean;
};

export const getHeldDevice = async (scope: SessionScope): Promise<HeldDevice> => {
  const { sql, tenantUuid, deviceUuid } = scope;
  const [row] = await sql<HeldRow>(heldDevice, [tenantUuid, deviceUuid]);
  if (row === undefined) throw new StaleEpoch('the device is gone');
  return {
    id: toId('dev', row.id),
    network: row.network,
    state: row.state,
    reason: row.reason,
    until: row.until,
    isLinked: row.is_linked,
    isDeleted: row.deleted_at !== null,
    wish: row.wish,
    proxy: await openProxy(scope, row),
    isLogged: row.is_logged,
  };
};

type HeldRow = Pick<
  DeviceRow,
  'id' | 'network' | 'state' | 'reason' | 'until' | 'is_linked' | 'deleted_at' | 'wish' | 'proxy' | 'is_logged'
>;

const heldDevice = {
  name: 'held device',
  text: `select id, network, state, reason, until, is_linked, deleted_at, wish, proxy, is_logged from devices
    where tenant_id = $1 and id = $2`,
};
