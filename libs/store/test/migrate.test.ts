import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { migrationNames } from '../src/migrations/migrations.ts';
import { scramSecret } from '../src/roles/scram-secret.ts';
import { findCatalogFaults } from './catalog-faults.ts';
import { asOwner, createEmptyDatabase, createTestTenant, testMasterKey } from './test-database.ts';

const suffix = randomBytes(4).toString('hex');
const database = await createEmptyDatabase();
afterAll(database.drop);

/** What a migration says that it applied. */
const migrateAndTell = async (databaseUrl: string): Promise<unknown[]> => {
  const told: unknown[] = [];
  const logger = { info: (fields: object) => void told.push(fields) };
  await migrate({ databaseUrl, masterKey: testMasterKey, logger });
  return told;
};

describe('migrating', () => {
  it('works when it is run twice at once, and applies everything once', async () => {
    const told = await Promise.all([migrateAndTell(database.databaseUrl), migrateAndTell(database.databaseUrl)]);
    expect(told.flat().toSorted(byLength)).toEqual([{ applied: [] }, { applied: migrationNames }]);
    const { rows } = await asOwner(database.databaseUrl, (owner) =>
      owner.query<{ name: string }>('select name from migrations order by id'),
    );
    expect(rows.map(({ name }) => name)).toEqual(migrationNames);
  });

  it('does nothing to a database that is up to date', async () => {
    expect(await migrateAndTell(database.databaseUrl)).toEqual([{ applied: [] }]);
  });

  it('keeps nothing of a migration that fails, and goes on from there the next time', async () => {
    const half = await createEmptyDatabase();
    await asOwner(half.databaseUrl, (owner) => owner.query('create table tokens (in_the_way int)'));
    await expect(migrateAndTell(half.databaseUrl)).rejects.toThrow('relation "tokens" already exists');
    await expect(half.openStore().ready()).rejects.toThrow(
      `migrations are pending: ${migrationNames.slice(2).join(', ')}`,
    );
    await asOwner(half.databaseUrl, (owner) => owner.query('drop table tokens'));
    expect(await migrateAndTell(half.databaseUrl)).toEqual([{ applied: migrationNames.slice(2) }]);
    await half.drop();
  });
});

describe('the number of shards', () => {
  const migrateWith = (databaseUrl: string, shards?: number) =>
    migrate({ databaseUrl, masterKey: testMasterKey, shards });
  const countOf = (databaseUrl: string) =>
    asOwner(databaseUrl, async (owner) => (await owner.query('select from shards')).rowCount);

  it('is 64 for each network unless the first migration is told another, and another one later is refused', async () => {
    const usual = await createEmptyDatabase();
    await migrateWith(usual.databaseUrl);
    expect(await countOf(usual.databaseUrl)).toBe(128);
    await usual.drop();
    const few = await createEmptyDatabase();
    await migrateWith(few.databaseUrl, 3);
    await migrateWith(few.databaseUrl, 3);
    await migrateWith(few.databaseUrl);
    await expect(migrateWith(few.databaseUrl, 64)).rejects.toThrow(
      'SHARDS is 64, but this installation was made with 3',
    );
    expect(await countOf(few.databaseUrl)).toBe(6);
    await few.drop();
  });
});

describe('an owner that is no superuser', () => {
  const name = `plain_${suffix}`;
  const createOwned = async () => {
    const owned = await createEmptyDatabase();
    await asOwner(owned.databaseUrl, async (owner) => {
      await owner.query(`create role ${name} login password 'plain'`);
      await owner.query(`alter database ${new URL(owned.databaseUrl).pathname.slice(1)} owner to ${name}`);
    });
    const url = new URL(owned.databaseUrl);
    url.username = name;
    url.password = 'plain';
    return { owned, url: url.href };
  };

  it('is enough once the roles are there, and leaves a database that serves', async () => {
    const { owned, url } = await createOwned();
    await migrateAndTell(url);
    expect(await asOwner(owned.databaseUrl, findCatalogFaults)).toEqual([]);
    const store = owned.openStore();
    await store.ready();
    const acme = await createTestTenant(store);
    expect(await store.forTenant(acme, ({ tenant }) => tenant.account())).toMatchObject({ name: 'acme' });
    expect(await store.forInstallation(({ pruneEvents }) => pruneEvents(10))).toBe(0);

    const strangeKey = Buffer.alloc(32, 9);
    const refused = migrate({ databaseUrl: url, masterKey: strangeKey });
    await expect(refused).rejects.toThrow(`The user ${name} of the database URL may not create roles.`);

    await owned.drop();
    await asOwner(inject('databaseUrl'), (owner) => owner.query(`drop role ${name}`));
  });
});

it('makes a password secret that Postgres takes for the password, and for no other', async () => {
  const name = `scram_${suffix}`;
  await asOwner(database.databaseUrl, (owner) =>
    owner.query(`create role ${name} login password '${scramSecret('right')}'`),
  );
  const logIn = async (password: string) => {
    const url = new URL(database.databaseUrl);
    url.username = name;
    url.password = password;
    await asOwner(url.href, (client) => client.query('select 1'));
  };
  await logIn('right');
  await expect(logIn('wrong')).rejects.toThrow('password authentication failed');
  await asOwner(database.databaseUrl, (owner) => owner.query(`drop role ${name}`));
});

const byLength = (a: unknown, b: unknown): number => JSON.stringify(a).length - JSON.stringify(b).length;
