import type { Store } from '@parley/store';
import pg from 'pg';

/** Puts a tenant on a plan whose limits nobody reaches: they are not what is measured. */
export const putOnBigPlan = async (store: Store, databaseUrl: string, name: string): Promise<void> => {
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  try {
    await owner.query(
      `insert into plans (id, name, position, api_access, devices, messages_per_day, requests_per_minute, members,
         retention_days, is_offered)
       values ('big', 'Big', 1000, true, 1000000, 1000000000, 60000000, 1000000, 30, false)`,
    );
  } finally {
    await owner.end();
  }
  const changed = await store.forInstallation(({ changePlan }) => changePlan({ name, plan: 'big' }));
  if (!changed.ok) throw new Error('The tenant could not be put on its plan.');
};
