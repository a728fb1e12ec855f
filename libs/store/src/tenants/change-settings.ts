import type { InputOf, Settings, changeSettings as operation } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import { addEvent } from '../events/add-event.ts';
import { toSettings } from './settings.ts';
import { tenantTable } from './tenant-row.ts';

/** Changes what differs, and tells which fields did; a change to the same values is none. */
export const changeSettings = async (
  { sql, em, tenantUuid }: TenantScope,
  change: InputOf<typeof operation>,
): Promise<Settings> => {
  const row = await em.findOneOrFail(tenantTable, { where: { id: tenantUuid }, lock: { mode: 'pessimistic_write' } });
  const before = toSettings(row);
  const after: Settings = { time_zone: change.time_zone ?? before.time_zone };
  const fields = settingNames.filter((name) => after[name] !== before[name]);
  if (fields.length === 0) return before;
  await em.update(tenantTable, { id: tenantUuid }, after);
  await addEvent(sql, tenantUuid, { type: 'settings.changed', data: { fields } });
  return after;
};

const settingNames: readonly (keyof Settings)[] = ['time_zone'];
