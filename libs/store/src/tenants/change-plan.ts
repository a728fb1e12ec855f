import { no, type Result, type TenantId, toId, yes } from '@parley/contract';
import { installationAuthor } from '../audit/author.ts';
import { tell } from '../audit/tell.ts';
import type { Sql } from '../doors/transaction.ts';

/** Puts a tenant on another plan; in force as soon as what is remembered of it is asked anew. */
export const changePlan = async (
  sql: Sql,
  { name, plan }: { name: string; plan: string },
): Promise<Result<{ id: TenantId }, 'input_invalid'>> => {
  const plans = await sql<{ id: string }>('select id from plans order by position');
  if (!plans.some(({ id }) => id === plan)) {
    return no('input_invalid', { plan: [`must be one of ${plans.map(({ id }) => id).join(', ')}`] });
  }
  const [tenant] = await sql<{ id: string }>('update tenants set plan_id = $2 where name = $1 returning id', [
    name,
    plan,
  ]);
  if (!tenant) return no('input_invalid', { tenant: ['is nobody'] });
  const id = toId('ten', tenant.id);
  await tell(sql, installationAuthor(id), { action: 'tenant.plan_changed', data: { plan } });
  return yes({ id });
};
