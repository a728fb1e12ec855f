import { asOwner } from '@parley/store/test-database';
import type { TestApi } from './test-api.ts';

/** Asks the database as its owner, where row-level security hides nothing and time can be moved. */
export const inDatabase = (
  { databaseUrl }: Pick<TestApi, 'databaseUrl'>,
  statement: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> =>
  asOwner(databaseUrl, async (owner) => (await owner.query<Record<string, unknown>>(statement, values)).rows);
