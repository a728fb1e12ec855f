import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { backUp, forgetSessions, installationAuthor, restore, StaleEpoch } from '../src/index.ts';
import { isInUse } from '../src/roles/is-in-use.ts';
import { findCatalogFaults } from './catalog-faults.ts';
import { describeTables } from './isolation-attempts.ts';
import { everywhere, settle, valueOf } from './isolation-world.ts';
import { asOwner, createEmptyDatabase, createTestDatabase, testMasterKey } from './test-database.ts';

const database = await createTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'parley-backup-'));
const file = join(folder, 'backup');
const store = database.openStore();
const acme = await settle(store, 'acme');
await settle(store, 'rival');
await store.forSession(acme.session, ({ device }) => device.recordLinked({ phone: '15550100', lid: 'a lid' }));
const masterKey = testMasterKey;
await backUp({ databaseUrl: database.databaseUrl, masterKey, file });
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

/** Every row of these tables, as Postgres writes it. */
const rowsOf = async (databaseUrl: string, tables: string[]): Promise<Record<string, string[]>> =>
  asOwner(databaseUrl, async (owner) => {
    const found: Record<string, string[]> = {};
    for (const name of tables) {
      const { rows } = await owner.query<{ line: string }>(`select t::text as line from ${name} t order by 1`);
      found[name] = rows.map(({ line }) => line);
    }
    return found;
  });

const restoreInto = (databaseUrl: string, more: Partial<Parameters<typeof restore>[0]> = {}) =>
  restore({ databaseUrl, masterKey, file, over: 'nothing', ...more });

describe('a restore', () => {
  it('brings back every row that has nothing to do with a session, and serves', async () => {
    const fresh = await createEmptyDatabase();
    expect(await restoreInto(fresh.databaseUrl)).toMatchObject({ exitCode: 0 });
    const changed = ['devices', 'device_keys', 'device_log', 'events'];
    const all = await asOwner(database.databaseUrl, describeTables);
    const same = [...all.map(({ name }) => name), 'plans', 'released_names', 'installation_settings'].filter(
      (name) => !changed.includes(name),
    );
    expect(await rowsOf(fresh.databaseUrl, same)).toEqual(await rowsOf(database.databaseUrl, same));
    const restored = fresh.openStore();
    await restored.ready();
    const verified = await restored.forTenant(acme.id, ({ tokens }) => tokens.verify(acme.secrets.token));
    expect(verified).toMatchObject({ tokenId: acme.tokenId });
    await fresh.drop();
  });

  it('lets every device be linked again, opens no old key, and lets no worker of before write', async () => {
    const fresh = await createEmptyDatabase();
    await restoreInto(fresh.databaseUrl);
    const restored = fresh.openStore();
    const found = await restored.forTenant(acme.id, ({ devices }) => devices.find(acme.deviceId, everywhere));
    expect(found).toMatchObject({
      device: { state: 'logged_out', reason: 'keys_lost', wish: null, proxy: 'socks5://acme.example:1080' },
      isLinked: false,
      link: null,
    });
    expect(await rowsOf(fresh.databaseUrl, ['device_keys', 'device_log'])).toEqual({ device_keys: [], device_log: [] });
    const stale = restored.forSession(acme.session, ({ vault }) => vault.clear());
    await expect(stale).rejects.toThrow(StaleEpoch);
    const epoch = await restored.forInstallation(({ growEpoch }) => growEpoch(found?.shard ?? ''));
    expect(epoch).toBeGreaterThan(1_000_000);
    // What is sealed opens, under the tenant's key of before.
    const held = await restored.forSession({ ...acme.session, epoch }, ({ device }) => device.get());
    expect(held.proxy).toBe('socks5://user:secret@acme.example:1080');
    await fresh.drop();
  });

  it('lets the feed go on: what was told before, then what is told now', async () => {
    const fresh = await createEmptyDatabase();
    const asked = {
      limit: 100,
      types: ['device.state', 'device.added'] as const,
      reach: { ...everywhere, chats: null },
    };
    await restoreInto(fresh.databaseUrl);
    const restored = fresh.openStore();
    const read = async (cursor: string | undefined) =>
      valueOf(await restored.forTenant(acme.id, ({ events }) => events.read({ ...asked, cursor })));
    const [home] = JSON.parse(Buffer.from((await read(undefined)).next_cursor, 'base64url').toString());
    const start = [home, '0', '00000000-0000-0000-0000-000000000000'];
    const cursor = Buffer.from(JSON.stringify(start)).toString('base64url');
    for (;;) {
      const { data: all } = await read(cursor);
      const data = all.filter(({ device }) => device === acme.deviceId);
      // Transactions of other tests on the same Postgres may hold the feed back.
      if (data.length < 2) continue;
      expect(data.map(({ type, device }) => [type, device])).toEqual([
        ['device.added', acme.deviceId],
        ['device.state', acme.deviceId],
      ]);
      break;
    }
    await fresh.drop();
  });

  it('leaves a database with tenants alone unless it is told to replace them', async () => {
    const used = await createTestDatabase();
    const before = used.openStore();
    await settle(before, 'before');
    await before.close();
    await untilNobodyIsConnected(used.databaseUrl);
    expect(await restoreInto(used.databaseUrl)).toMatchObject({ exitCode: 1, said: /--replace/ });
    const names = async () =>
      asOwner(used.databaseUrl, async (owner) => (await owner.query('select name from tenants order by name')).rows);
    expect(await names()).toEqual([{ name: 'before' }]);
    expect(await restoreInto(used.databaseUrl, { over: 'anything' })).toMatchObject({ exitCode: 0 });
    expect(await names()).toEqual([{ name: 'acme' }, { name: 'rival' }]);
    await used.drop();
  });

  it('refuses a database that processes are connected to', async () => {
    const inUse = { exitCode: 1, said: /Stop the api and the workers/ };
    // A connection that nobody used for a while is closed.
    await store.ready();
    expect(await restoreInto(database.databaseUrl, { over: 'anything' })).toMatchObject(inUse);
    expect(await forgetSessions({ databaseUrl: database.databaseUrl })).toMatchObject(inUse);
  });

  it('touches nothing for a file that is cut off, damaged, not ours, of a later version or of another key', async () => {
    const whole = readFileSync(file);
    const text = gunzipSync(whole).toString();
    const other = join(folder, 'other');
    const used = await createTestDatabase();
    const attempt = async (content: string | Buffer, more = {}) => {
      writeFileSync(other, content);
      return restoreInto(used.databaseUrl, { file: other, over: 'anything', ...more });
    };
    const noBackup = { exitCode: 1, said: /no backup of Parley/ };
    expect(await attempt(whole.subarray(0, -20))).toMatchObject(noBackup);
    expect(await attempt(gzipSync(text.split('\n').slice(0, -2).join('\n')))).toMatchObject(noBackup);
    expect(await attempt(gzipSync(text.split('\n').toSpliced(3, 1).join('\n')))).toMatchObject(noBackup);
    expect(await attempt('hello')).toMatchObject(noBackup);
    const nowhere = join(folder, 'nowhere');
    expect(await restoreInto(used.databaseUrl, { file: nowhere })).toEqual({
      exitCode: 1,
      said: `There is no file ${nowhere}.`,
    });
    const later = text.replace('"migrations":[', '"migrations":["future-1",');
    expect(await attempt(gzipSync(later))).toMatchObject({ said: /later version/ });
    const anotherKey = { masterKey: Buffer.alloc(32, 9) };
    expect(await attempt(whole, anotherKey)).toMatchObject({ said: /another master key/ });
    await used.openStore().ready();
    await used.drop();
  });
});

it('forgets the sessions of a database that was restored by other means, and leaves every table bound', async () => {
  const elsewhere = await createTestDatabase();
  const before = elsewhere.openStore();
  const { session, deviceId, id } = await settle(before, 'elsewhere');
  const linking = await settle(before, 'linking');
  await before.forCaller(installationAuthor(linking.id), ({ devices }) =>
    devices.wish({ device: linking.deviceId, wish: { kind: 'link', phone: null } }, everywhere),
  );
  await before.forSession(linking.session, ({ device }) =>
    device.recordCondition({ condition: { state: 'qr_ready', reason: 'waiting_for_scan' }, until: null }),
  );
  await before.close();
  await untilNobodyIsConnected(elsewhere.databaseUrl);
  expect(await forgetSessions(elsewhere)).toEqual({ exitCode: 0, said: 'Devices to be linked again: 2.' });
  const after = elsewhere.openStore();
  // Who was being linked has lost nothing.
  const stopped = await after.forTenant(linking.id, ({ devices }) => devices.find(linking.deviceId, everywhere));
  expect(stopped?.device).toMatchObject({ state: 'not_started', reason: 'link_stopped', wish: null });
  const epoch = await after.forInstallation(({ growEpoch }) => growEpoch(session.shard));
  await after.forSession({ ...session, epoch }, ({ device }) => device.recordLinked({ phone: '15550100', lid: null }));
  await after.close();
  await untilNobodyIsConnected(elsewhere.databaseUrl);
  expect(await forgetSessions(elsewhere)).toEqual({ exitCode: 0, said: 'Devices to be linked again: 1.' });
  expect(await asOwner(elsewhere.databaseUrl, findCatalogFaults)).toEqual([]);
  const forgotten = elsewhere.openStore();
  const found = await forgotten.forTenant(id, ({ devices }) => devices.find(deviceId, everywhere));
  expect(found?.device).toMatchObject({ state: 'logged_out', reason: 'keys_lost' });
  const stale = forgotten.forSession(session, ({ vault }) => vault.clear());
  await expect(stale).rejects.toThrow(StaleEpoch);
  await elsewhere.drop();
});

describe('a backup', () => {
  it('holds no key of a device, no log, and no master key, and only its owner reads it', () => {
    const text = gunzipSync(readFileSync(file)).toString();
    expect(text).not.toMatch(/^\["device_(?:keys|log)"/m);
    expect(text).not.toContain(testMasterKey.toString('hex'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith('backup'))).toEqual(['backup']);
  });

  it('of what was restored is the same once more, but for what is to be linked', async () => {
    const fresh = await createEmptyDatabase();
    await restoreInto(fresh.databaseUrl);
    const again = join(folder, 'again');
    await backUp({ databaseUrl: fresh.databaseUrl, masterKey, file: again });
    const lines = (path: string) =>
      gunzipSync(readFileSync(path))
        .toString()
        .split('\n')
        .filter((line) => !/^\["(?:devices|events|shards)"|^\{"rows"/.test(line));
    expect(lines(again)).toEqual(lines(file));
    await fresh.drop();
  });

  it('that cannot be written leaves nothing behind', async () => {
    const nowhere = join(folder, 'no', 'such', 'folder');
    await expect(backUp({ databaseUrl: database.databaseUrl, masterKey, file: nowhere })).rejects.toThrow('ENOENT');
  });
});

/** Postgres takes a moment to notice that somebody has gone. */
async function untilNobodyIsConnected(databaseUrl: string): Promise<void> {
  await asOwner(databaseUrl, async (owner) => {
    while (await isInUse(owner));
  });
}
