import { type DeviceId, type TenantId, toId } from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';

type Counts = { pending: number; successful: number; failed: number };

/** A device and a day on which its balance is another than its messages say. */
export type BalanceFault = { tenant: TenantId; device: DeviceId; day: string; kept: Counts; counted: Counts };

export type BalanceCheck = { balances: number; messages: number; faults: BalanceFault[] };

/** Counts every message of every tenant anew, and holds that against the balances: both as they are at one moment. */
export const checkBalances = async (sql: Sql): Promise<BalanceCheck> => {
  const [row] = await sql<{ balances: number; messages: string; faults: FaultRow[] | null }>(check);
  if (row === undefined) throw new Error('Postgres did not count.');
  return {
    balances: row.balances,
    messages: Number(row.messages),
    faults: (row.faults ?? []).map(({ tenant_id, device_id, day, kept, counted }) => ({
      tenant: toId('ten', tenant_id),
      device: toId('dev', device_id),
      day,
      kept,
      counted,
    })),
  };
};

type FaultRow = { tenant_id: string; device_id: string; day: string; kept: Counts; counted: Counts };

const check = `with counted as (
    select tenant_id, device_id, day,
      count(*) filter (where status in ('held', 'queued', 'sending', 'unknown')) as pending,
      count(*) filter (where status in ('sent', 'delivered', 'read', 'played')) as successful,
      count(*) filter (where status in ('failed', 'canceled', 'expired')) as failed,
      count(*) as messages
    from messages where day is not null group by tenant_id, device_id, day
  ), held_together as (
    select tenant_id, device_id, day, balances.device_id is not null as is_kept, coalesce(messages, 0) as messages,
      jsonb_build_object('pending', coalesce(balances.pending, 0), 'successful', coalesce(balances.successful, 0),
        'failed', coalesce(balances.failed, 0)) as kept,
      jsonb_build_object('pending', coalesce(counted.pending, 0), 'successful', coalesce(counted.successful, 0),
        'failed', coalesce(counted.failed, 0)) as counted
    from balances full join counted using (tenant_id, device_id, day)
  )
  select count(*) filter (where is_kept)::int as balances, coalesce(sum(messages), 0) as messages,
    jsonb_agg(jsonb_build_object('tenant_id', tenant_id, 'device_id', device_id, 'day', day, 'kept', kept,
      'counted', counted) order by tenant_id, device_id, day) filter (where kept <> counted) as faults
  from held_together`;
