import { type DeviceId, type TenantId, toId } from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';

/** A device that its holder has something to do for. */
export type DeviceToTend = {
  tenantId: TenantId;
  deviceId: DeviceId;
  shard: string;
  /** `asked`: people wished something of it, or deleted it. `refused`: it waits for a person, who may have helped it by
   * now. `sending`: messages of it are due, or their fate is open. `kept`: its session is to be kept open. */
  why: 'asked' | 'refused' | 'sending' | 'kept';
};

/** The devices of these shards that are to be looked at. Not among them are those that only their own people can help. */
export const findToTend = async (sql: Sql, shards: readonly string[]): Promise<DeviceToTend[]> => {
  const rows = await sql<{ tenant_id: string; id: string; shard: string; why: DeviceToTend['why'] }>(
    `select tenant_id, id, shard, case
         when wish is not null or deleted_at is not null then 'asked'
         when state = 'needs_human' then 'refused'
         when has_due then 'sending' else 'kept' end as why
       from devices cross join lateral (select has_due(tenant_id, id)) messages (has_due) where shard = any($1)
       and (wish is not null or deleted_at is not null or has_due
         or is_linked and state not in ('stopped', 'banned', 'link_blocked', 'logged_out'))`,
    [shards],
  );
  return rows.map(({ tenant_id, id, shard, why }) => ({
    tenantId: toId('ten', tenant_id),
    deviceId: toId('dev', id),
    shard,
    why,
  }));
};
