import type { InputOf, Settings, changeSettings as operation } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { lockTenant } from './lock-tenant.ts';
import { getSettings } from './settings.ts';
import { tenantTable } from './tenant-row.ts';

/** Changes what differs, and tells which fields did; a change to the same values is none. */
export const changeSettings = async (scope: CallerScope, change: InputOf<typeof operation>): Promise<Settings> => {
  const { sql, em, tenantUuid, author } = scope;
  await lockTenant(sql, tenantUuid);
  const before = await getSettings(scope);
  const after: Settings = { time_zone: change.time_zone ?? before.time_zone };
  const fields = settingNames.filter((name) => after[name] !== before[name]);
  if (fields.length === 0) return before;
  await em.update(tenantTable, { id: tenantUuid }, after);
  await tell(sql, author, { action: 'settings.changed', data: { fields } });
  return after;
};

const settingNames: readonly (keyof Settings)[] = ['time_zone'];
