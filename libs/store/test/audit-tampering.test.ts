import { newId } from '@parley/contract';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, createTestTenant } from './test-database.ts';

// What the owner of the database can do behind everybody's back, and how it is found.

const database = await createTestDatabase();
const store = database.openStore();
const owner = new Client({ connectionString: database.databaseUrl });
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const tenantId = await createTestTenant(store);
const memberId = newId('mem');
const authors = [
  { kind: 'token', id: newId('tok') },
  { kind: 'member', id: memberId },
  { kind: 'visitor' },
  { kind: 'member', id: memberId },
] as const;

beforeAll(async () => {
  for (const [place, by] of authors.entries()) {
    const author = { tenantId, by, address: '2001:db8::7', requestId: `req_${place}` };
    await store.forCaller(author, ({ tokens }) => tokens.create({ name: 'x', network: 'live', scopes: [] }));
  }
  await store.forTenant(tenantId, ({ audit }) => audit.chain(100));
  await owner.connect();
  // Nothing that Postgres checks by itself is to help here, but that no place is given twice.
  await owner.query(`set session_replication_role = replica;
    alter table audit_records drop constraint audit_records_by_kind_check, drop constraint audit_records_hash_check;
    create table kept_records as table audit_records; create table kept_heads as table audit_heads`);
});

afterEach(() => restore());

const restore = () =>
  owner.query(`delete from audit_records; insert into audit_records table kept_records;
    delete from audit_heads; insert into audit_heads table kept_heads`);

/** In pages of two, so that what was done may lie on either side of a page's end. */
const check = async (kept?: { position: number; hash: string }) => {
  const end = await store.forTenant(tenantId, ({ audit }) => audit.chainEnd());
  const checkPage = (after: { position: number; hash: string } | null) =>
    store.forTenant(tenantId, ({ audit }) => audit.checkChain({ end, kept, after, limit: 2 }));
  let page = await checkPage(null);
  while (!page.isDone) page = await checkPage(page.reached);
  return page;
};

const count = authors.length + 1;

it('finds nothing in a chain that nobody touched', async () => {
  expect(await check()).toMatchObject({ fault: null, reached: { position: count } });
});

/** Other values than the one that is there: each of its bytes changed alone, as SQL. */
const changesOf = (column: string, type: string, text: string | null): string[] => {
  const bits = (last: number) => Array.from({ length: last }, (_, bit) => bit);
  if (text === null) return [nothingBecomes[type] ?? `''`];
  switch (type) {
    case 'uuid':
      return bits(16).map((byte) => `encode(${flipByte(`uuid_send(${column})`, byte)}, 'hex')::uuid`);
    case 'bytea':
      return bits(32).map((byte) => flipByte(column, byte));
    case 'bigint':
      return bits(64).map((bit) => `${column} # (1::bigint << ${bit})`);
    case 'timestamp with time zone':
      return [
        ...bits(50).map((bit) => `${column} + (1::bigint << ${bit}) * interval '1 microsecond'`),
        `(${column}::text || ' BC')::timestamptz`,
        `'infinity'`,
      ];
    case 'jsonb':
      return bits(text.length)
        .map((place) => flipLetter(text, place))
        .filter(isJson)
        .map((changed) => `${owner.escapeLiteral(changed)}::jsonb`);
    case 'text':
      return [
        ...bits(text.length).map((place) => owner.escapeLiteral(flipLetter(text, place))),
        `${column} || ' '`,
        `substr(${column}, 2)`,
      ];
    default:
      throw new Error(`${column} is ${type}, of which this test knows no changes.`);
  }
};

const nothingBecomes: Record<string, string> = { uuid: 'gen_random_uuid()' };

const flipByte = (value: string, byte: number): string =>
  `set_byte(${value}, ${byte}, get_byte(${value}, ${byte}) # 1)`;

const flipLetter = (text: string, place: number): string =>
  `${text.slice(0, place)}${String.fromCharCode(text.charCodeAt(place) ^ 1)}${text.slice(place + 1)}`;

const isJson = (text: string): boolean => {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
};

const columnsOf = async (table: string) => {
  const { rows } = await owner.query<{ column_name: string; data_type: string }>(
    'select column_name, data_type from information_schema.columns where table_name = $1',
    [table],
  );
  return rows.map(({ column_name, data_type }) => ({ column: column_name, type: data_type }));
};

describe('a single changed byte is found', () => {
  it.each(Array.from({ length: count }, (_, place) => place + 1))(
    'in each column of record %i',
    async (position) => {
      const missed: string[] = [];
      let tried = 0;
      for (const { column, type } of await columnsOf('audit_records')) {
        const { rows } = await owner.query<{ text: string | null }>(
          `select ${column}::text as text from audit_records where position = $1`,
          [position],
        );
        for (const change of changesOf(column, type, rows[0]?.text ?? null)) {
          const { rowCount } = await owner
            .query(`update audit_records set ${column} = ${change} where position = $1`, [position])
            .catch((error: unknown) => (isTaken(error) ? { rowCount: 0 } : Promise.reject(error)));
          tried += rowCount ?? 0;
          if (rowCount === 1 && (await check()).fault === null) missed.push(change);
          await restore();
        }
      }
      expect(missed).toEqual([]);
      expect(tried).toBeGreaterThan(200);
    },
    60_000,
  );

  it('in each column of the end', async () => {
    const missed: string[] = [];
    for (const { column, type } of await columnsOf('audit_heads')) {
      for (const change of changesOf(column, type, '')) {
        await owner.query(`update audit_heads set ${column} = ${change}`);
        if ((await check()).fault === null) missed.push(change);
        await restore();
      }
    }
    expect(missed).toEqual([]);
  }, 60_000);
});

/** Only another record's place can be; Postgres takes none twice. */
const isTaken = (error: unknown): boolean => error instanceof Error && /audit_records_position_key/.test(error.message);

describe('whatever else is done to a chain is found where it was done', () => {
  it.each([
    ['a record that is gone', 'delete from audit_records where position = 3', 3],
    ['a first record that is gone', 'delete from audit_records where position = 1', 1],
    ['an end that was cut off', 'delete from audit_records where position >= 4', 4],
    ['a chain that is gone', 'delete from audit_records', 1],
    ['a record without its place', 'update audit_records set position = null, hash = null where position = 2', 2],
    ['an end that nobody remembers', 'delete from audit_heads', 1],
    [
      'two records that changed places',
      `update audit_records set position = -position where position in (2, 3);
       update audit_records set position = 5 + position where position in (-2, -3)`,
      2,
    ],
    [
      'two records of which each says what the other said',
      `update audit_records set (at, action, by_kind, by_id, data, address, request_id) =
         (select other.at, other.action, other.by_kind, other.by_id, other.data, other.address, other.request_id
          from kept_records other where other.position = 5 - audit_records.position)
       where position in (2, 3)`,
      2,
    ],
    [
      'a record put in before the first',
      `insert into audit_records select tenant_id, gen_random_uuid(), at, action, by_kind, by_id, data, address,
         request_id, 0, hash from kept_records where position = 1`,
      1,
    ],
    [
      'a record put in behind the end',
      `insert into audit_records select tenant_id, gen_random_uuid(), at, action, by_kind, by_id, data, address,
         request_id, 6, hash from kept_records where position = 5`,
      6,
    ],
    [
      'a record put in between, all behind it moved up',
      `update audit_records set position = -position where position >= 3;
       update audit_records set position = 1 - position where position < 0;
       insert into audit_records select tenant_id, gen_random_uuid(), at, action, by_kind, by_id, data, address,
         request_id, 3, hash from kept_records where position = 2;
       update audit_heads set position = 6`,
      3,
    ],
  ])('%s', async (_, sql, position) => {
    await owner.query(sql);
    const { fault, reached } = await check();
    expect(fault).toEqual({ position, message: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(reached.position).toBe(position - 1);
  });
});

describe('a chain that was written anew fits in itself', () => {
  const rewriteFrom = async (position: number) => {
    await owner.query('update audit_records set position = null, hash = null where position >= $1', [position]);
    await owner.query(`update audit_records set address = '192.0.2.9' where position is null`);
    await owner.query(
      `update audit_heads set position = $1 - 1,
         hash = coalesce((select hash from audit_records where position = $1 - 1), decode(repeat('00', 32), 'hex'))`,
      [position],
    );
    await store.forTenant(tenantId, ({ audit }) => audit.chain(100));
  };

  it('and is found by a hash that was kept, at that place', async () => {
    const { reached } = await check();
    await rewriteFrom(1);
    expect((await check()).fault).toBeNull();
    expect((await check(reached)).fault).toEqual({
      position: count,
      message: 'The hash here is not the one you kept.',
    });
  });

  it('and is found by a hash that was kept of a longer one', async () => {
    const { reached } = await check();
    await owner.query('delete from audit_records where position >= 4');
    await owner.query(
      `update audit_heads set position = 3, hash = (select hash from audit_records where position = 3)`,
    );
    expect((await check()).fault).toBeNull();
    expect((await check(reached)).fault?.position).toBe(4);
  });

  it('and is not accused of it where the hash that was kept still stands', async () => {
    const { rows } = await owner.query(`select encode(hash, 'hex') as hash from audit_records where position = 3`);
    await rewriteFrom(4);
    expect((await check({ position: 3, hash: rows[0]?.hash })).fault).toBeNull();
  });
});
