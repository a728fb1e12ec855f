import { type Result, type TenantId, newId, no, toUuid, yes } from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';
import { addEvent } from '../events/add-event.ts';
import type { PlanId } from '../plans/plan-list.ts';

export type NewTenant = { name: string; planId: PlanId; timeZone?: string };

/** Writes a tenant and tells of it. Whether the name is well formed was decided before, by the contract. */
export const createTenant = async (
  sql: Sql,
  { name, planId, timeZone = 'UTC' }: NewTenant,
): Promise<Result<{ id: TenantId }, 'input_invalid'>> => {
  const id = newId('ten');
  const written = await sql(
    `insert into tenants (id, name, plan_id, time_zone) values ($1, $2, $3, $4)
     on conflict (name) do nothing returning id`,
    [toUuid(id), name, planId, timeZone],
  );
  if (written.length === 0) return no('input_invalid', { name: ['is taken'] });
  await addEvent(sql, toUuid(id), { type: 'tenant.created', data: {} });
  return yes({ id });
};
