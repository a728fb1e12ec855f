import { type MemberId, newId, type TenantId, toUuid } from '@parley/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { describeTables } from './isolation-attempts.ts';
import { findRows, settle } from './isolation-world.ts';
import { asOwner, createTestDatabase, createTestTenant, readEvents } from './test-database.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

const createTenant = (name: string) => store.forInstallation((door) => door.createTenant({ name, planId: 'free' }));
const deleteTenant = (id: TenantId, name: string) => store.forInstallation((door) => door.deleteTenant({ id, name }));
const changePlan = (name: string, plan: string) => store.forInstallation((door) => door.changePlan({ name, plan }));
const signUp = (name: string, email = `owner@${name}.example`) =>
  store.forInstallation((door) =>
    door.signUp({ name, email, passwordHash: 'x', from: { address: '192.0.2.1', requestId: 'req_1' } }),
  );
const taken = { ok: false, failure: { code: 'input_invalid', errors: { tenant: ['is taken'] } } };

const count = async (table: string, where = 'true'): Promise<number> => {
  const { rowCount } = await asOwner(database.databaseUrl, (owner) =>
    owner.query(`select from ${table} where ${where}`),
  );
  return rowCount ?? 0;
};

/** The number of rows of everything, to see that nothing was left of what failed. */
const countAll = async (): Promise<Record<string, number>> => {
  const tables = await asOwner(database.databaseUrl, describeTables);
  const counts: Record<string, number> = {};
  for (const { name } of [...tables, { name: 'released_names' }]) counts[name] = await count(name);
  return counts;
};

/** Makes every write to a table fail, at the end of its statement. */
const breakTable = (table: string): Promise<unknown> =>
  asOwner(database.databaseUrl, (owner) =>
    owner.query(`
      create or replace function out_of_order() returns trigger language plpgsql as
        $$ begin raise 'out of order'; end $$;
      create trigger out_of_order after insert on ${table} execute function out_of_order()`),
  );

const mend = (table: string): Promise<unknown> =>
  asOwner(database.databaseUrl, (owner) => owner.query(`drop trigger out_of_order on ${table}`));

describe('signing up', () => {
  it('is recorded and told once, as the deed of the owner it makes', async () => {
    const signed = await signUp('signed');
    if (!signed.ok) throw new Error('not signed up');
    const ownerId: MemberId = signed.value.owner.id;
    const found = await store.forInstallation((door) => door.findTenantByName('signed'));
    const tenantId = found?.id ?? newId('ten');
    const records = await store.forTenant(tenantId, ({ audit }) => audit.list({ limit: 10, action: 'tenant.created' }));
    expect(records.ok && records.value.data).toMatchObject([
      { by: { kind: 'member', id: ownerId }, address: '192.0.2.1', request_id: 'req_1' },
    ]);
    const told = await readEvents(database, 'tenant.created');
    expect(told.filter(({ tenant }) => tenant === tenantId)).toHaveLength(1);
    expect(await store.forTenant(tenantId, ({ members }) => members.find(ownerId))).toEqual(signed.value.owner);
  });

  it.each(['tenants', 'members', 'logins', 'mailed_codes', 'events', 'audit_records'])(
    'keeps nothing when %s cannot be written, and can be tried again',
    async (table) => {
      const name = `broken-${table.replace('_', '-')}`;
      const before = await countAll();
      await breakTable(table);
      await expect(signUp(name)).rejects.toThrow('out of order');
      await mend(table);
      expect(await countAll()).toEqual(before);
      expect(await signUp(name)).toMatchObject({ ok: true });
    },
  );

  it('gives a name to one of many who ask for it at once, with one owner', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((who) => signUp('wanted', `${who}@example.com`)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter(({ ok }) => !ok)).toEqual([taken, taken, taken]);
    expect(await count('members', `email ~ '^[abcd]@example.com'`)).toBe(1);
  });
});

describe('changing a plan', () => {
  it('is in force at once, and is recorded and told with it', async () => {
    const id = await createTestTenant(store, 'changing', 'free');
    expect(await changePlan('changing', 'growth')).toEqual({ ok: true, value: { id } });
    const account = await store.forTenant(id, ({ tenant }) => tenant.account());
    expect(account.plan).toMatchObject({ id: 'growth', api_access: true });
    expect(await readEvents(database, 'tenant.plan_changed')).toEqual([{ tenant: id, data: { plan: 'growth' } }]);
    const records = await store.forTenant(id, ({ audit }) => audit.list({ limit: 10, action: 'tenant.plan_changed' }));
    expect(records.ok && records.value.data).toMatchObject([
      { by: { kind: 'installation', id: null }, data: { plan: 'growth' } },
    ]);
  });

  it('changes nobody else', async () => {
    const other = await createTestTenant(store, 'unchanged', 'free');
    await createTestTenant(store, 'changed', 'free');
    await changePlan('changed', 'starter');
    expect((await store.forTenant(other, ({ tenant }) => tenant.account())).plan.id).toBe('free');
  });

  it('is refused for a plan there is not and for a tenant there is not, and leaves nothing', async () => {
    await createTestTenant(store, 'refused', 'free');
    const before = await countAll();
    expect(await changePlan('refused', 'gold')).toMatchObject({
      failure: { errors: { plan: ['must be one of demo, trial, free, starter, growth'] } },
    });
    expect(await changePlan('nobody', 'growth')).toMatchObject({ failure: { errors: { tenant: ['is nobody'] } } });
    expect(await countAll()).toEqual(before);
  });

  it.each(['events', 'audit_records'])('changes nothing when %s cannot be written', async (table) => {
    const name = `stays-${table.replace('_', '-')}`;
    const id = await createTestTenant(store, name, 'free');
    await breakTable(table);
    await expect(changePlan(name, 'growth')).rejects.toThrow('out of order');
    await mend(table);
    expect((await store.forTenant(id, ({ tenant }) => tenant.account())).plan.id).toBe('free');
  });
});

describe('deleting a tenant', () => {
  it('leaves no row of it in any table, and every row of everybody else', async () => {
    const gone = await settle(store, 'gone');
    const stays = await settle(store, 'stays');
    const before = await findRows(database.databaseUrl);
    for (const [table, rows] of Object.entries(before)) expect(rows[gone.uuid], table).not.toBeUndefined();
    expect(await deleteTenant(gone.id, 'gone')).toBe(true);
    const after = await findRows(database.databaseUrl);
    for (const [table, rows] of Object.entries(after)) {
      expect(rows[gone.uuid], table).toBeUndefined();
      expect(rows[stays.uuid], table).toEqual(before[table]?.[stays.uuid]);
    }
  });

  it('wants id and name to belong together', async () => {
    const id = await createTestTenant(store, 'one-thing');
    await createTestTenant(store, 'another');
    const before = await countAll();
    expect(await deleteTenant(id, 'another')).toBe(false);
    expect(await deleteTenant(newId('ten'), 'one-thing')).toBe(false);
    expect(await countAll()).toEqual(before);
    expect(await createTenant('nowhere')).toMatchObject({ ok: true });
  });

  it('keeps nothing of it when its name cannot be kept back', async () => {
    const id = await createTestTenant(store, 'half-gone');
    await breakTable('released_names');
    await expect(deleteTenant(id, 'half-gone')).rejects.toThrow('out of order');
    await mend('released_names');
    expect(await count('tenants', `id = '${toUuid(id)}'`)).toBe(1);
  });

  it('keeps its name from everybody, for ever', async () => {
    const id = await createTestTenant(store, 'given-up');
    await deleteTenant(id, 'given-up');
    expect(await createTenant('given-up')).toEqual(taken);
    expect(await signUp('given-up')).toEqual(taken);
    expect(await deleteTenant(id, 'given-up')).toBe(false);
  });

  it('lets nobody have its name who asks for it at the same moment', async () => {
    for (const round of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const name = `contested-${round}`;
      const id = await createTestTenant(store, name);
      const [deleted, ...asked] = await Promise.all([
        deleteTenant(id, name),
        createTenant(name),
        signUp(name),
        createTenant(name),
      ]);
      expect([deleted, ...asked]).toEqual([true, taken, taken, taken]);
      expect(await count('tenants', `name = '${name}'`)).toBe(0);
    }
  });
});
