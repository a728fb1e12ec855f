import type { Settings } from '@parley/contract';
import { TenantGone } from '../doors/tenant-gone.ts';
import type { TenantScope } from '../doors/transaction.ts';
import { type TenantRow, tenantTable } from './tenant-row.ts';

export const getSettings = async ({ em, tenantUuid }: TenantScope): Promise<Settings> => {
  const row = await em.findOneBy(tenantTable, { id: tenantUuid });
  if (!row) throw new TenantGone('there is no such tenant');
  return toSettings(row);
};

const toSettings = (row: TenantRow): Settings => ({ time_zone: row.time_zone });
