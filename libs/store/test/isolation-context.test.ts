import { randomInt } from 'node:crypto';
import { newId } from '@parley/contract';
import { DataSource } from 'typeorm';
import { afterAll, expect, it } from 'vitest';
import {
  createStore,
  installationAuthor,
  installationDataSourceOptions,
  StaleEpoch,
  type Store,
  tenantDataSourceOptions,
} from '../src/index.ts';
import { createRandom, type Inhabitant, populate, type Random } from './isolation-world.ts';
import { asOwner, createTestDatabase, testMasterKey } from './test-database.ts';

const transactions = 10_000;

const database = await createTestDatabase();
const { databaseUrl } = database;
const config = { databaseUrl, masterKey: testMasterKey, poolSize: 3, statementTimeoutMs: 1_000 };
const source = new DataSource(tenantDataSourceOptions(config));
const store = createStore({
  tenantSource: source,
  installationSource: new DataSource(installationDataSourceOptions(config)),
  masterKey: testMasterKey,
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

await source.initialize();
const inhabitants = await populate(database.openStore(), 12);
const guests = inhabitants.slice(1);
/** Somebody else holds the row of this one all along. */
const [held] = inhabitants;

/** A transaction of one tenant, and how it must come out. */
type Transaction = (store: Store, me: Inhabitant) => Promise<unknown>;

const looks: Transaction = ({ forTenant }, { id, tokenId }) =>
  forTenant(id, async ({ tenant, tokens }) => {
    expect((await tenant.account()).id).toBe(id);
    const page = await tokens.list({ limit: 10 });
    expect(page.ok && page.value.data.map((token) => token.id)).toEqual([tokenId]);
  });

const changes: Transaction = async ({ forCaller }, { id }) => {
  const zone = `Etc/GMT+${randomInt(12)}`;
  const changed = forCaller(installationAuthor(id), ({ tenant }) => tenant.changeSettings({ time_zone: zone }));
  expect(await changed).toEqual({ time_zone: zone });
};

const throws: Transaction = ({ forTenant }, { id }) => {
  const work = forTenant(id, async ({ tenant }) => {
    await tenant.account();
    throw new Error('changed my mind');
  });
  return expect(work).rejects.toThrow('changed my mind');
};

const fails: Transaction = ({ forCaller }, { id }) => {
  const work = forCaller(installationAuthor(id), ({ logins }) => logins.open(newId('mem')));
  return expect(work).rejects.toThrow('violates foreign key');
};

const failsUnheard: Transaction = ({ forCaller }, { id }) => {
  const work = forCaller(installationAuthor(id), async ({ logins }) => {
    await logins.open(newId('mem')).catch(() => null);
  });
  return expect(work).rejects.toThrow('was not heard');
};

const commits: Transaction = async ({ forSession }, { session }) => {
  const value = Buffer.from(`of ${session.deviceId}`);
  await forSession(session, ({ vault }) => vault.commit([{ kind: 'k', id: 'i', value }]));
  expect(await forSession(session, ({ vault }) => vault.find('k', ['i']))).toEqual(new Map([['i', value]]));
};

const isStale: Transaction = ({ forSession }, { session }) =>
  expect(forSession({ ...session, epoch: 0 }, ({ device }) => device.get())).rejects.toThrow(StaleEpoch);

/** What the next one to use a connection finds on it: no tenant, no device, no limits of a session, and no row. */
const isLeftClean = async (): Promise<void> => {
  const [left] = await source.query<{ named: string }[]>(
    `select concat(current_setting('app.tenant_id', true), current_setting('app.device_id', true),
         current_setting('app.shard', true), current_setting('app.epoch', true)) as named, current_setting('statement_timeout') as timeout,
       (select count(*) from tenants) as tenants, (select count(*) from tokens) as tokens,
       (select count(*) from device_keys) as keys`,
  );
  expect(left).toEqual({ named: '', timeout: '1s', tenants: '0', tokens: '0', keys: '0' });
};

const kinds = [looks, looks, looks, looks, commits, isStale, changes, throws, throws, fails, failsUnheard];

const one = (random: Random): Promise<unknown> => {
  const me = random.pick(guests);
  return random.pick(kinds)(store, me);
};

it(
  'leaves no tenant behind on a connection, over 10,000 transactions on three of them',
  { timeout: 120_000 },
  async () => {
    const seed = randomInt(2 ** 31);
    await isLeftClean();
    let made = 0;
    const lane = async (_: number, place: number) => {
      const random = createRandom(seed + place);
      for (let left = transactions / 8; left > 0; left -= 1) {
        await one(random).catch((error: unknown) => {
          throw new Error(`seed ${seed}`, { cause: error });
        });
        await isLeftClean();
        made += 1;
      }
    };
    const timedOut = asOwner(databaseUrl, async (owner) => {
      if (!held) throw new Error('nobody lives here');
      await owner.query('begin');
      await owner.query('select from tenants where id = $1 for update', [held.uuid]);
      for (let left = 3; left > 0; left -= 1) {
        await expect(changes(store, held)).rejects.toThrow('statement timeout');
        await isLeftClean();
      }
      await owner.query('rollback');
    });
    await Promise.all([timedOut, ...Array.from({ length: 8 }, lane)]);
    expect(made).toBe(transactions);
  },
);
