import { newId, no, type Result, type TenantId, toUuid, yes } from '@parley/contract';
import { type Author, installationAuthor } from '../audit/author.ts';
import { tell } from '../audit/tell.ts';
import type { Sql } from '../doors/transaction.ts';
import type { PlanId } from '../plans/plan-list.ts';
import { lockName } from './lock-name.ts';

export type NewTenant = { name: string; planId: PlanId };

/** Writes a tenant. Whether its name is well formed was decided before, by the contract. */
export const createTenant = async (
  sql: Sql,
  { name, planId }: NewTenant,
  by?: Omit<Author, 'tenantId'>,
): Promise<Result<{ id: TenantId }, 'input_invalid'>> => {
  const id = newId('ten');
  await lockName(sql, name);
  const written = await sql(
    `insert into tenants (id, name, plan_id)
     select $1, $2, $3 where not exists (select from released_names where name = $2)
     on conflict (name) do nothing returning id`,
    [toUuid(id), name, planId],
  );
  if (written.length === 0) return no('input_invalid', { tenant: ['is taken'] });
  await tell(sql, { ...installationAuthor(id), ...by }, { action: 'tenant.created', data: {} });
  return yes({ id });
};
