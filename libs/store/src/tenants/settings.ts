import type { Settings } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import { type TenantRow, tenantTable } from './tenant-row.ts';

export const getSettings = async ({ em, tenantUuid }: TenantScope): Promise<Settings> =>
  toSettings(await em.findOneByOrFail(tenantTable, { id: tenantUuid }));

export const toSettings = (row: TenantRow): Settings => ({ time_zone: row.time_zone });
