import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { entities } from '../data-sources.ts';
import { syncPlans } from '../plans/sync-plans.ts';
import { setUpRoles } from '../roles/set-up-roles.ts';
import { migrations } from './migrations.ts';

export type MigrateConfig = {
  /** The owner's URL: of a user that owns the database's schema and may create roles. */
  databaseUrl: string;
  masterKey: Uint8Array;
  logger?: { info(fields: object, message: string): void };
};

/**
 * Brings a database up to date: roles, tables, plan list. Safe when run twice at once: the second waits for
 * the first and finds nothing left to do.
 */
export const migrate = async ({ databaseUrl, masterKey, logger }: MigrateConfig): Promise<void> => {
  const owner = new Client({ connectionString: databaseUrl, application_name: 'parley migrate' });
  // A statement that is waiting is told as well, and throws.
  owner.on('error', () => {});
  await owner.connect();
  try {
    await owner.query('select pg_advisory_lock($1)', [migrateLock]);
    await setUpRoles(owner, databaseUrl, masterKey);
    const applied = await runMigrations(databaseUrl);
    logger?.info({ applied }, 'database is up to date');
  } finally {
    await owner.end();
  }
};

/** Any number will do, as long as nobody else who uses this database takes the same. It ends with its session. */
const migrateLock = 7_265_539;

/** A migration that cannot have its locks fails, and runs again later, rather than make everybody wait behind it. */
const lockTimeoutMs = 5_000;

const runMigrations = async (databaseUrl: string): Promise<string[]> => {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    applicationName: 'parley migrate',
    entities,
    migrations,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    poolSize: 1,
    // Prints nothing unless DEBUG asks for it; the others print failures, which we throw.
    logger: 'debug',
    extra: { lock_timeout: lockTimeoutMs },
  });
  await source.initialize();
  try {
    const applied = await source.runMigrations();
    await source.transaction(syncPlans);
    return applied.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
};
