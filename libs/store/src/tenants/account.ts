import { type Account, toId } from '@parley/contract';
import { TenantGone } from '../doors/tenant-gone.ts';
import type { Prepared, TenantScope } from '../doors/transaction.ts';
import { toPlan } from '../plans/list-plans.ts';
import type { PlanRow } from '../plans/plan-row.ts';
import type { TenantRow } from './tenant-row.ts';

export const getAccount = async ({ sql, tenantUuid }: TenantScope): Promise<Account> => {
  const [row] = await sql<AccountRow>(selectAccount, [tenantUuid]);
  if (!row) throw new TenantGone('there is no such tenant');
  return toAccount(row);
};

const selectAccount: Prepared = {
  name: 'account',
  text: `select tenants.id as tenant_id, tenants.name as tenant_name, time_zone, created_at,
      plans.id, plans.name, api_access, devices, messages_per_day, first_contacts_per_day,
      requests_per_minute, members, retention_days
    from tenants join plans on plans.id = tenants.plan_id
    where tenants.id = $1`,
};

type AccountRow = PlanRow & Pick<TenantRow, 'time_zone' | 'created_at'> & { tenant_id: string; tenant_name: string };

const toAccount = (row: AccountRow): Account => ({
  id: toId('ten', row.tenant_id),
  name: row.tenant_name,
  plan: toPlan(row),
  time_zone: row.time_zone,
  created_at: row.created_at.toISOString(),
});
