import { DataSource, type EntityManager } from 'typeorm';
import { entities } from '../data-sources.ts';
import { syncPlans } from '../plans/sync-plans.ts';
import { setUpShards } from '../shards/set-up-shards.ts';
import { asOwner } from '../roles/as-owner.ts';
import { setUpRoles } from '../roles/set-up-roles.ts';
import { migrations } from './migrations.ts';

export type MigrateConfig = {
  /** The owner's URL: of a user that owns the database's schema and may create roles. */
  databaseUrl: string;
  masterKey: Uint8Array;
  /** How many shards each network of a new installation gets; an existing one takes no other number than its own. */
  shards?: number | undefined;
  logger?: { info(fields: object, message: string): void };
};

/**
 * Brings a database up to date: roles, tables, plan list. Safe when run twice at once: the second waits for
 * the first and finds nothing left to do.
 */
export const migrate = ({ databaseUrl, masterKey, shards, logger }: MigrateConfig): Promise<void> =>
  asOwner({ databaseUrl, application: 'parley migrate' }, async (owner) => {
    await owner.query('select pg_advisory_lock($1)', [migrateLock]);
    await setUpRoles(owner, databaseUrl, masterKey);
    const applied = await applyMigrations(databaseUrl, migrations, async (em) => {
      await syncPlans(em);
      await setUpShards(em, shards);
    });
    logger?.info({ applied }, 'database is up to date');
  });

/** Any number will do, as long as nobody else who uses this database takes the same. It ends with its session. */
const migrateLock = 7_265_539;

/** A migration that cannot have its locks fails, and runs again later, rather than make everybody wait behind it. */
const lockTimeoutMs = 5_000;

/** Applies what of these was not applied yet, each in a transaction of its own, and says which. */
export const applyMigrations = async (
  databaseUrl: string,
  list: typeof migrations,
  then: (em: EntityManager) => Promise<void>,
): Promise<string[]> => {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    applicationName: 'parley migrate',
    entities,
    migrations: list,
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
    await source.transaction(then);
    return applied.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
};
