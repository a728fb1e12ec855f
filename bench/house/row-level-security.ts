import { toUuid } from '@parley/contract';
import { tenantDataSourceOptions } from '@parley/store';
import pg from 'pg';
import { type Comparison, type Contender, sideBySide } from '../side-by-side.ts';
import { accountSelect } from './account-select.ts';
import type { Parley } from './parley.ts';

/** The account's SELECT in its transaction: as the role that policies bind, beside the owner of all, whom none binds. */
export const compareRowLevelSecurity = async ({ databaseUrl, masterKey, tenant }: Parley): Promise<Comparison> => {
  const options = tenantDataSourceOptions({ databaseUrl, masterKey });
  if (options.type !== 'postgres' || typeof options.url !== 'string') throw new Error('The tenant door has no URL.');
  const bound = new pg.Client({ connectionString: options.url });
  const unbound = new pg.Client({ connectionString: databaseUrl });
  await Promise.all([bound.connect(), unbound.connect()]);
  try {
    const tenantUuid = toUuid(tenant.id);
    return await sideBySide(
      { ours: reads(bound, tenantUuid), other: reads(unbound, tenantUuid) },
      { rounds: 13, forMs: 1_000 },
    );
  } finally {
    await Promise.all([bound.end(), unbound.end()]);
  }
};

const reads =
  (client: pg.Client, tenantUuid: string): Contender =>
  async (forMs) => {
    const until = performance.now() + forMs;
    let done = 0;
    for (; performance.now() < until; done += 1) {
      await client.query('begin');
      await client.query(`select set_config('app.tenant_id', $1, true)`, [tenantUuid]);
      await client.query(accountSelect, [tenantUuid]);
      await client.query('commit');
    }
    return (done * 1_000) / forMs;
  };
