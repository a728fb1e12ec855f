import { DataSource } from 'typeorm';
import { afterAll, expect, it } from 'vitest';
import { entities } from '../src/data-sources.ts';
import { createTestDatabase } from './test-database.ts';

const database = await createTestDatabase();
afterAll(database.drop);

it('has migrations that build exactly the tables our code knows', async () => {
  expect(await schemaChanges(database.databaseUrl)).toEqual([]);
});

it('would notice a column that only one side has', async () => {
  const source = await openSource(database.databaseUrl);
  await source.query('alter table tenants add column shoe_size int');
  await source.destroy();
  expect(await schemaChanges(database.databaseUrl)).toEqual(['ALTER TABLE "tenants" DROP COLUMN "shoe_size"']);
});

/** What TypeORM would do to make the database fit the entities. */
const schemaChanges = async (databaseUrl: string): Promise<string[]> => {
  const source = await openSource(databaseUrl);
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  return upQueries.map(({ query }) => query);
};

const openSource = (url: string): Promise<DataSource> =>
  new DataSource({ type: 'postgres', url, entities, installExtensions: false }).initialize();
