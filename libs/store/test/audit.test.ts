import { type TenantId, toUuid } from '@parley/contract';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationAuthor, type Place } from '../src/index.ts';
import { createTestDatabase, createTestTenant } from './test-database.ts';

const database = await createTestDatabase();
const store = database.openStore();
const owner = new Client({ connectionString: database.databaseUrl });
beforeAll(async () => {
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** Writes this many records by doing something, each in a transaction of its own. */
const write = async (tenantId: TenantId, count: number): Promise<void> => {
  for (let written = 0; written < count; written += 1) {
    await store.forCaller(installationAuthor(tenantId), ({ tokens }) =>
      tokens.create({ name: 'x', network: 'live', scopes: [] }),
    );
  }
};

const chain = (tenantId: TenantId, limit = 1_000) => store.forTenant(tenantId, ({ audit }) => audit.chain(limit));

type Link = { position: number; hash: string };

/** In pages of three, so that every test of more crosses from one to the next. */
const check = async (tenantId: TenantId, kept?: Link) => {
  const end = await store.forTenant(tenantId, ({ audit }) => audit.chainEnd());
  const checkPage = (after: Link | null) =>
    store.forTenant(tenantId, ({ audit }) => audit.checkChain({ end, kept, after, limit: 3 }));
  let page = await checkPage(null);
  while (!page.isDone) page = await checkPage(page.reached);
  return { fault: page.fault, reached: page.reached, tail: end.tail };
};

const positionsOf = async (tenantId: TenantId): Promise<number[]> => {
  const { rows } = await owner.query<{ position: string }>(
    'select position from audit_records where tenant_id = $1 order by position',
    [toUuid(tenantId)],
  );
  return rows.map(({ position }) => Number(position));
};

const upTo = (last: number): number[] => Array.from({ length: last }, (_, place) => place + 1);

describe('chaining', () => {
  it('gives every record its place, in the order in which they were written, and goes on where it ended', async () => {
    const tenantId = await createTestTenant(store, 'chained');
    await write(tenantId, 3);
    expect([await chain(tenantId, 2), await chain(tenantId, 2), await chain(tenantId, 2)]).toEqual([2, 2, 0]);
    await write(tenantId, 2);
    expect(await chain(tenantId)).toBe(2);
    const { rows } = await owner.query('select position from audit_records where tenant_id = $1 order by at, id', [
      toUuid(tenantId),
    ]);
    expect(rows.map(({ position }) => Number(position))).toEqual(upTo(6));
    expect(await check(tenantId)).toMatchObject({ fault: null, reached: { position: 6 } });
  });

  it('gives each place once, however many do it at the same time', async () => {
    const tenants = await Promise.all(['one', 'two', 'three'].map((name) => createTestTenant(store, name)));
    let isWriting = true;
    const chainAll = async (): Promise<void> => {
      let last = 1;
      while (isWriting || last > 0) {
        const counts = await Promise.all(tenants.map((tenantId) => chain(tenantId, 7)));
        last = Math.max(...counts);
      }
    };
    const chaining = Array.from({ length: 4 }, chainAll);
    await Promise.all(tenants.flatMap((tenantId) => [write(tenantId, 20), write(tenantId, 20)]));
    isWriting = false;
    await Promise.all(chaining);
    for (const tenantId of tenants) {
      // Somebody may have found the head locked in the very last turn.
      await chain(tenantId);
      const { rows } = await owner.query('select count(*)::int as count from audit_records where tenant_id = $1', [
        toUuid(tenantId),
      ]);
      expect(await positionsOf(tenantId)).toEqual(upTo(rows[0]?.count));
      expect(await check(tenantId)).toMatchObject({ fault: null, tail: { count: 0 } });
    }
  });

  it('is left to whoever has begun it, and keeps no write waiting', async () => {
    const tenantId = await createTestTenant(store, 'held');
    await chain(tenantId);
    await owner.query('begin');
    await owner.query('select from audit_heads where tenant_id = $1 for update', [toUuid(tenantId)]);
    await owner.query('select from audit_records where tenant_id = $1 for update', [toUuid(tenantId)]);
    await write(tenantId, 1);
    expect(await chain(tenantId)).toBe(0);
    await owner.query('rollback');
    expect(await chain(tenantId)).toBe(1);
  });

  it("stands in nobody's way who is about to delete the tenant", async () => {
    const tenantId = await createTestTenant(store, 'ending');
    await owner.query('begin');
    await owner.query('delete from tenants where id = $1', [toUuid(tenantId)]);
    expect(await chain(tenantId)).toBe(0);
    await owner.query('commit');
    expect(await chain(tenantId)).toBe(0);
  });

  it('finds the tenants that have something to chain, and no others', async () => {
    const waiting = () => store.forInstallation(({ findUnchained }) => findUnchained());
    const before = await waiting();
    for (const tenantId of before) await chain(tenantId);
    expect(await waiting()).toEqual([]);
    const tenants = await Promise.all(['waits', 'waits-too'].map((name) => createTestTenant(store, name)));
    for (const tenantId of tenants) await write(tenantId, 2);
    expect((await waiting()).toSorted()).toEqual(tenants.toSorted());
  });

  it('is done once: the role that writes records can change and delete none of them afterwards', async () => {
    const tenantId = await createTestTenant(store, 'once');
    await chain(tenantId);
    await owner.query('begin');
    await owner.query('set local role parley_app');
    await owner.query(`select set_config('app.tenant_id', $1, true)`, [toUuid(tenantId)]);
    const { rowCount } = await owner.query(`update audit_records set position = 9, hash = 'x'`);
    const refused = owner.query('delete from audit_records');
    await expect(refused).rejects.toThrow('permission denied');
    await owner.query('rollback');
    expect(rowCount).toBe(0);
  });
});

describe('reading the whole log', () => {
  const readOn = (tenantId: TenantId, after: Place | null) =>
    store.forTenant(tenantId, ({ audit }) => audit.readOn({ after, limit: 2 }));
  type Page = Awaited<ReturnType<typeof readOn>>;

  it.each([0, 1, 2, 3, 4, 6])(
    'shows every record once, though all are given their place after page %i',
    async (pages) => {
      const tenantId = await createTestTenant(store, `read-${pages}`);
      await write(tenantId, 6);
      await chain(tenantId, 3);
      const seen: Page['records'] = [];
      let page: Page | null = null;
      for (let count = 0; page?.next !== null; count += 1) {
        if (count === pages) await chain(tenantId);
        page = await readOn(tenantId, page?.next ?? null);
        seen.push(...page.records);
      }
      const { rows } = await owner.query<{ id: string }>(
        'select id from audit_records where tenant_id = $1 order by at, id',
        [toUuid(tenantId)],
      );
      expect(seen.map(({ id }) => toUuid(id))).toEqual(rows.map(({ id }) => id));
      expect(seen.map(({ position }) => position ?? 9)).toEqual(
        seen.map(({ position }) => position ?? 9).toSorted((a, b) => a - b),
      );
    },
  );
});
