import { type Network, newId, no, type Result, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { pickShard } from '../shards/pick-shard.ts';
import { lockTenant } from '../tenants/lock-tenant.ts';
import { type StoredDevice, toStored } from './device.ts';
import { deviceTable } from './device-row.ts';
import { sealProxy } from './proxy.ts';

export type NewDevice = { name: string; network: Network; phone: string | null; proxy: string | null };

/** Adds a device where the plan has room for one more; a number that is linked already is refused. */
export const addDevice = async (
  scope: CallerScope,
  { name, network, phone, proxy }: NewDevice,
): Promise<Result<StoredDevice, 'plan_limit_reached' | 'device_number_taken'>> => {
  const { sql, em, tenantUuid, author } = scope;
  // Two that come at once cannot both have the last place.
  await lockTenant(sql, tenantUuid);
  const [room] = await sql<{ is_full: boolean; is_taken: boolean }>(
    `select (select count(*) from devices where tenant_id = $1 and deleted_at is null) >= plans.devices as is_full,
       exists (select from devices where tenant_id = $1 and is_linked and deleted_at is null and phone = $2) as is_taken
     from tenants join plans on plans.id = plan_id where tenants.id = $1`,
    [tenantUuid, phone],
  );
  if (room?.is_taken) return no('device_number_taken');
  if (room?.is_full) return no('plan_limit_reached');
  const id = newId('dev');
  const key = { tenant_id: tenantUuid, id: toUuid(id) };
  const shard = await pickShard(sql, { network, deviceUuid: key.id });
  const sealed = await sealProxy(scope, { deviceUuid: key.id, proxy });
  await sql(
    `insert into devices (tenant_id, id, name, network, shard, phone, proxy, proxy_hint)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tenantUuid, key.id, name, network, shard, phone, sealed.proxy, sealed.proxy_hint],
  );
  await tell(sql, author, { action: 'device.added', data: { device: id } });
  const row = await em.findOneByOrFail(deviceTable, key);
  return yes(await toStored(scope, { ...row, is_of_earlier_holder: false }));
};
