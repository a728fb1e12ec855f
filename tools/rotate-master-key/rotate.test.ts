import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type TenantId } from '@parley/contract';
import { installationAuthor, migrate, openStore, rotateMasterKey, type Store, StoreUnavailable } from '@parley/store';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { freePort } from '../services/free-port.ts';
import { type Postgres, startPostgres } from '../services/postgres.ts';

// On a Postgres of its own: the passwords of our roles are all of a cluster's, and other tests go on with theirs.

const folder = mkdtempSync(join(tmpdir(), 'parley-rotate-'));
const keys = { old: Buffer.alloc(32, 1), fresh: Buffer.alloc(32, 2), another: Buffer.alloc(32, 3) };
let postgres: Postgres;
let databaseUrl: string;
const stores: Store[] = [];
const open = (masterKey: Buffer): Store => {
  const store = openStore({ databaseUrl, masterKey, openWithinMs: 10_000, poolSize: 2 });
  stores.push(store);
  return store;
};
const closeAll = () => Promise.all(stores.splice(0).map((store) => store.close()));

const tenants: TenantId[] = [];
const proxy = (tenantId: TenantId) => `socks5://user:${tenantId}@proxy.example:1080`;

beforeAll(async () => {
  const port = await freePort();
  postgres = await startPostgres({ folder, log: join(folder, 'log'), port, throwaway: true });
  databaseUrl = postgres.url;
  await migrate({ databaseUrl, masterKey: keys.old, shards: 1 });
  const store = open(keys.old);
  for (const name of ['acme', 'rival', 'third']) {
    const created = await store.forInstallation(({ createTenant }) => createTenant({ name, planId: 'demo' }));
    if (!created.ok) throw new Error('no tenant');
    const { id } = created.value;
    await store.forCaller(installationAuthor(id), ({ devices }) =>
      devices.add({ name, network: 'live', phone: null, proxy: proxy(id) }),
    );
    tenants.push(id);
  }
  await closeAll();
});
afterEach(closeAll);
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

/** The proxies of all tenants' devices, as a holder of their shard reads them. */
const readAll = async (store: Store): Promise<(string | null)[]> => {
  const shard = 'live-00';
  const epoch = await store.forInstallation(({ growEpoch }) => growEpoch(shard));
  const found: (string | null)[] = [];
  for (const tenantId of tenants) {
    const list = await store.forTenant(tenantId, ({ devices }) =>
      devices.list({ limit: 1 }, { networks: ['live'], devices: null }),
    );
    const deviceId = (list.ok && list.value.data[0]?.device.id) || newId('dev');
    const session = { tenantId, deviceId, shard, epoch };
    found.push(await store.forSession(session, async ({ device }) => (await device.get()).proxy));
  }
  return found;
};

const all = () => tenants.map(proxy);

it('is refused while a process is connected, and by a key that is not the old one, and leaves everything as it is', async () => {
  const store = open(keys.old);
  await store.ready();
  const rotation = { databaseUrl, oldKey: keys.old, newKey: keys.fresh };
  expect(await rotateMasterKey(rotation)).toMatchObject({ exitCode: 1, said: /Stop the api and the workers/ });
  await closeAll();
  await untilNobodyIsConnected();
  await expect(rotateMasterKey({ ...rotation, oldKey: keys.another })).rejects.toThrow('another master key');
  expect(await readAll(open(keys.old))).toEqual(all());
});

it('that is interrupted leaves the old key in force', async () => {
  await untilNobodyIsConnected();

  const owner = new Client({ connectionString: databaseUrl });
  await owner.connect();
  // At the last statement before the commit: the table binds its owner again.
  await owner.query(`
    create function no_more() returns event_trigger language plpgsql as $$ begin
      if (select relforcerowsecurity from pg_class where oid = 'tenant_keys'::regclass) then raise 'interrupted'; end if;
    end $$;
    create event trigger no_more on ddl_command_end when tag in ('ALTER TABLE') execute function no_more()`);
  await expect(rotateMasterKey({ databaseUrl, oldKey: keys.old, newKey: keys.fresh })).rejects.toThrow('interrupted');
  await owner.query('drop event trigger no_more');
  await owner.end();
  expect(await readAll(open(keys.old))).toEqual(all());
});

it('lets everything open with the new key and nothing with the old one; twice is as good as once', async () => {
  const rotation = { databaseUrl, oldKey: keys.old, newKey: keys.fresh };
  await untilNobodyIsConnected();
  expect((await rotateMasterKey(rotation)).said).toBe(
    "Tenants' keys that the new master key wraps: 3 from now on, 0 from before.",
  );
  expect((await rotateMasterKey(rotation)).said).toContain('0 from now on, 3 from before.');
  await expect(open(keys.old).ready()).rejects.toThrow(StoreUnavailable);
  await expect(migrate({ databaseUrl, masterKey: keys.old })).rejects.toThrow(
    'not the master key of this installation',
  );
  await migrate({ databaseUrl, masterKey: keys.fresh });
  expect(await readAll(open(keys.fresh))).toEqual(all());
});

/** Postgres takes a moment to notice that somebody has gone. */
async function untilNobodyIsConnected(): Promise<void> {
  const owner = new Client({ connectionString: databaseUrl });
  await owner.connect();
  for (;;) {
    const { rowCount } = await owner.query(`select from pg_stat_activity where usename like 'parley\\_%'`);
    if (rowCount === 0) break;
  }
  await owner.end();
}
