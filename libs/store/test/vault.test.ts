import { toUuid } from '@parley/contract';
import { DataSource } from 'typeorm';
import { afterAll, describe, expect, it } from 'vitest';
import { createStore, installationDataSourceOptions, type KeyChange, tenantDataSourceOptions } from '../src/index.ts';
import { asOwner, createTestDatabase, createTestTenant, testMasterKey } from './test-database.ts';
import { createTestDevice, holdDevice } from './test-device.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

const acme = await createTestTenant(store, 'acme', 'growth');

const openVault = async (tenantId = acme) => {
  const device = await createTestDevice(store, tenantId);
  const session = await holdDevice(store, tenantId, device);
  return {
    device,
    session,
    find: (kind: string, ids: string[]) => store.forSession(session, ({ vault }) => vault.find(kind, ids)),
    commit: (changes: KeyChange[]) => store.forSession(session, ({ vault }) => vault.commit(changes)),
  };
};

const bytes = (text: string): Buffer => Buffer.from(text);
const asRoot = (sql: string, values: unknown[] = []) =>
  asOwner(database.databaseUrl, (owner) => owner.query<Record<string, unknown>>(sql, values));

describe('a vault', () => {
  it('gives back what was committed, and nothing of what was taken away', async () => {
    const { find, commit } = await openVault();
    await commit([
      { kind: 'session', id: 'a', value: bytes('1') },
      { kind: 'session', id: 'b', value: bytes('2') },
      { kind: 'pre-key', id: 'a', value: Buffer.alloc(0) },
    ]);
    await commit([
      { kind: 'session', id: 'a', value: null },
      { kind: 'session', id: 'b', value: bytes('3') },
    ]);
    expect(await find('session', ['a', 'b', 'c'])).toEqual(new Map([['b', bytes('3')]]));
    expect(await find('pre-key', ['a'])).toEqual(new Map([['a', Buffer.alloc(0)]]));
  });

  it('takes the last of several changes to one key', async () => {
    const { find, commit } = await openVault();
    await commit([
      { kind: 'k', id: 'a', value: bytes('1') },
      { kind: 'k', id: 'a', value: null },
      { kind: 'k', id: 'a', value: bytes('2') },
      { kind: 'k', id: 'b', value: bytes('1') },
      { kind: 'k', id: 'b', value: null },
    ]);
    expect(await find('k', ['a', 'b'])).toEqual(new Map([['a', bytes('2')]]));
  });

  it('keeps all of a commit or nothing', async () => {
    const { find, commit } = await openVault();
    await commit([{ kind: 'k', id: 'old', value: bytes('1') }]);
    const half = commit([
      { kind: 'k', id: 'old', value: null },
      { kind: 'k', id: 'new', value: bytes('2') },
      { kind: 'k', id: 'nul\0', value: bytes('2') },
    ]);
    await expect(half).rejects.toThrow();
    expect(await find('k', ['old', 'new'])).toEqual(new Map([['old', bytes('1')]]));
  });

  it('takes commits of one device at once, in whatever order they name their keys', async () => {
    const { commit, find } = await openVault();
    const ids = Array.from({ length: 30 }, (_, place) => `id ${place}`);
    const one = (order: string[]) => commit(order.map((id) => ({ kind: 'k', id, value: bytes('x') })));
    for (let turn = 0; turn < 5; turn += 1) await Promise.all([one(ids), one(ids.toReversed()), one(ids)]);
    expect((await find('k', ids)).size).toBe(30);
  });

  it('no longer finds what has expired, and pruning deletes that alone', async () => {
    const { find, commit, device } = await openVault();
    const ago = new Date(Date.now() - 1_000);
    const later = new Date(Date.now() + 60_000);
    await commit([
      { kind: 'k', id: 'gone', value: bytes('x'), expiresAt: ago },
      { kind: 'k', id: 'gone too', value: bytes('x'), expiresAt: ago },
      { kind: 'k', id: 'stays', value: bytes('x'), expiresAt: later },
      { kind: 'k', id: 'for ever', value: bytes('x') },
    ]);
    expect([...(await find('k', ['gone', 'stays', 'for ever'])).keys()].toSorted()).toEqual(['for ever', 'stays']);
    const prune = () => store.forInstallation(({ pruneKeys }) => pruneKeys(1));
    expect([await prune(), await prune(), await prune()]).toEqual([1, 1, 0]);
    const { rows } = await asRoot('select id from device_keys where device_id = $1 order by id', [device.uuid]);
    expect(rows).toEqual([{ id: 'for ever' }, { id: 'stays' }]);
  });

  it('forgets everything of its device, and nothing of another', async () => {
    const one = await openVault();
    const other = await openVault();
    for (const { commit } of [one, other]) await commit([{ kind: 'k', id: 'i', value: bytes('x') }]);
    await store.forSession(one.session, ({ vault }) => vault.clear());
    expect((await one.find('k', ['i'])).size).toBe(0);
    expect((await other.find('k', ['i'])).size).toBe(1);
  });
});

describe('what is sealed', () => {
  it('is nowhere to be read in the database', async () => {
    const { commit, device } = await openVault();
    await commit([{ kind: 'k', id: 'i', value: bytes('very private') }]);
    const { rows } = await asRoot('select sealed from device_keys where device_id = $1', [device.uuid]);
    expect(JSON.stringify(rows.map(({ sealed }) => String(sealed)))).not.toContain('very private');
  });

  const copies: [string, string][] = [
    ['another id', `update device_keys set id = 'j' where device_id = $1 and id = 'i'`],
    ['another kind', `update device_keys set kind = 'l' where device_id = $1 and id = 'i'`],
  ];
  it.each(copies)('opens for no %s', async (_, sql) => {
    const { commit, find, device } = await openVault();
    await commit([{ kind: 'k', id: 'i', value: bytes('x') }]);
    await asRoot(sql, [device.uuid]);
    const opened = Promise.all([find('k', ['j']), find('l', ['i'])]);
    await expect(opened).rejects.toThrow(/unable to authenticate/);
  });

  it('opens for no other device, and no other tenant', async () => {
    const one = await openVault();
    await one.commit([{ kind: 'k', id: 'i', value: bytes('x') }]);
    for (const [name, tenantId] of [
      ['device', acme],
      ['tenant', await createTestTenant(store, 'copied')],
    ] as const) {
      const other = await openVault(tenantId);
      await other.commit([{ kind: 'k', id: 'own', value: bytes('own') }]);
      const into = [toUuid(tenantId), other.device.uuid, one.device.uuid];
      await asRoot(
        `insert into device_keys (tenant_id, device_id, kind, id, sealed)
         select $1, $2, kind, id, sealed from device_keys where device_id = $3`,
        into,
      );
      await expect(other.find('k', ['i']), name).rejects.toThrow(/unable to authenticate/);
      expect((await other.find('k', ['own'])).size, name).toBe(1);
    }
  });

  it('opens for nobody once a single bit of it has changed, or some of it is missing', async () => {
    const { commit, find, device } = await openVault();
    for (const change of ['set_byte(sealed, 20, get_byte(sealed, 20) # 1)', 'substr(sealed, 1, 28)', `'\\x02'`]) {
      await commit([{ kind: 'k', id: 'i', value: bytes('a longer secret') }]);
      await asRoot(`update device_keys set sealed = ${change} where device_id = $1`, [device.uuid]);
      await expect(find('k', ['i']), change).rejects.toThrow();
    }
  });

  it('is gone for good with its tenant, and so is the key', async () => {
    const tenantId = await createTestTenant(store, 'ends');
    const { commit } = await openVault(tenantId);
    await commit([{ kind: 'k', id: 'i', value: bytes('x') }]);
    const left = () =>
      asRoot(
        `select (select count(*) from tenant_keys where tenant_id = $1)::int as keys,
           (select count(*) from device_keys where tenant_id = $1)::int as sealed`,
        [toUuid(tenantId)],
      );
    expect((await left()).rows).toEqual([{ keys: 1, sealed: 1 }]);
    await store.forInstallation(({ deleteTenant }) => deleteTenant({ id: tenantId, name: 'ends' }));
    expect((await left()).rows).toEqual([{ keys: 0, sealed: 0 }]);
  });
});

describe("a tenant's key", () => {
  it('is made once, however many want it first', async () => {
    const tenantId = await createTestTenant(store, 'first');
    const vaults = await Promise.all(Array.from({ length: 6 }, () => openVault(tenantId)));
    await Promise.all(vaults.map(({ commit }) => commit([{ kind: 'k', id: 'i', value: bytes('x') }])));
    const fresh = database.openStore();
    for (const { session } of vaults) {
      const found = await fresh.forSession(session, ({ vault }) => vault.find('k', ['i']));
      expect(found).toEqual(new Map([['i', bytes('x')]]));
    }
  });

  it('that was made in a transaction which came to nothing is not used again', async () => {
    const tenantId = await createTestTenant(store, 'nothing');
    const { session, commit, find } = await openVault(tenantId);
    const change = [{ kind: 'k', id: 'i', value: bytes('x') }];
    const failed = store.forSession(session, async ({ vault }) => {
      await vault.commit(change);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    await commit(change);
    expect((await find('k', ['i'])).size).toBe(1);
    const fresh = database.openStore();
    expect((await fresh.forSession(session, ({ vault }) => vault.find('k', ['i']))).size).toBe(1);
  });

  it('opens for no other tenant, whoever copies it', async () => {
    const { session, commit } = await openVault(await createTestTenant(store, 'robbed'));
    await commit([{ kind: 'k', id: 'i', value: bytes('x') }]);
    await asRoot(
      `update tenant_keys set wrapped = (select wrapped from tenant_keys where tenant_id = $1) where tenant_id = $2`,
      [toUuid(acme), toUuid(session.tenantId)],
    );
    const found = database.openStore().forSession(session, ({ vault }) => vault.find('k', ['i']));
    await expect(found).rejects.toThrow(/unable to authenticate/);
  });

  it('opens under no other master key, and says so', async () => {
    const { session, commit } = await openVault();
    await commit([{ kind: 'k', id: 'i', value: bytes('x') }]);
    const config = { databaseUrl: database.databaseUrl, masterKey: testMasterKey, openWithinMs: 10_000 };
    const stranger = createStore({
      tenantSource: new DataSource(tenantDataSourceOptions(config)),
      installationSource: new DataSource(installationDataSourceOptions(config)),
      masterKey: Buffer.alloc(32, 9),
    });
    const found = stranger.forSession(session, ({ vault }) => vault.find('k', ['i']));
    await expect(found).rejects.toThrow('wrapped by another master key than ours');
    await stranger.close();
  });
});
