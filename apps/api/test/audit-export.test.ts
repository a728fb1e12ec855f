import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exportAudit, newId, type OutputOf, toUuid } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { afterAll, describe, expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { startTestApi, type TestTenant } from './test-api.ts';

const api = await startTestApi();

const ask = (who: TestTenant, query = '') => api.as(who, `/api/v1/audit/export${query}`);

const take = async (who: TestTenant): Promise<string> => {
  const { status, headers, body } = await ask(who);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/jsonl; charset=utf-8']);
  expect(headers.get('content-disposition')).toBe('attachment; filename="audit.export.jsonl"');
  return String(body['text']);
};

const recordsIn = (file: string): OutputOf<typeof exportAudit>[] =>
  file
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => exportAudit.output.strict().parse(JSON.parse(line)));

const addRecords = (who: TestTenant, count: number) =>
  inDatabase(
    api,
    `insert into audit_records (tenant_id, id, action, by_kind, data)
     select $1, gen_random_uuid(), 'token.created', 'installation', '{"tëxt": ["ü\\"\\n", {"b": "", "a": ""}]}'
     from generate_series(1, $2::int)`,
    [toUuid(who.id), count],
  );

const chain = (who: TestTenant, limit = 10_000) => api.store.forTenant(who.id, ({ audit }) => audit.chain(limit));

const upTo = (last: number): number[] => Array.from({ length: last }, (_, place) => place + 1);

it('has every record once, in the order of the chain, and behind it what has no place yet', async () => {
  const tenant = await api.createTenant();
  await addRecords(tenant, 1_700);
  await chain(tenant, 1_100);
  const records = recordsIn(await take(tenant));
  expect(records.map(({ position }) => position)).toEqual([...upTo(1_100), ...Array.from({ length: 602 }, () => null)]);
  expect(new Set(records.map(({ id }) => id)).size).toBe(1_702);
  const tail = records.slice(1_100).map(({ at, id }) => `${at} ${id}`);
  expect(tail).toEqual(tail.toSorted());
});

it('leaves nothing out and repeats nothing while records are given their place', async () => {
  const tenant = await api.createTenant();
  await addRecords(tenant, 3_000);
  await chain(tenant, 700);
  const reading = take(tenant);
  let left = 1;
  while (left > 0) left = await chain(tenant, 100);
  const ids = recordsIn(await reading).map(({ id }) => id);
  expect([ids.length, new Set(ids).size]).toEqual([3_002, 3_002]);
});

it(`has nobody else's records`, async () => {
  const [tenant, other] = [await api.createTenant(), await api.createTenant()];
  await chain(other);
  for (const { tenant: whose } of recordsIn(await take(tenant))) expect(whose).toBe(tenant.id);
});

it('refuses what it does not know', async () => {
  const { status, body } = await ask(await api.createTenant(), '?limit=1');
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, ['limit']]);
});

describe('the program in the guide', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-audit-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const guide = readFileSync(new URL('../../../docs/audit-log.md', import.meta.url), 'utf8');
  const program = join(folder, 'check-audit.mjs');
  writeFileSync(program, /```js\n([^]+?)```/.exec(guide)?.[1] ?? '');

  const tenant = await api.createTenant();
  await api.store.forCaller(
    { ...installationAuthor(tenant.id), address: '2001:db8::7', requestId: 'req_ü' },
    ({ tokens }) => tokens.create({ name: 'x', network: 'live', scopes: [] }),
  );
  await addRecords(tenant, 3);
  await chain(tenant);
  await addRecords(tenant, 2);
  const good = await take(tenant);

  const check = async (file: string, ...kept: string[]) => {
    const path = join(folder, 'audit.jsonl');
    writeFileSync(path, file);
    return promisify(execFile)(process.execPath, [program, path, ...kept]).then(
      ({ stdout }) => stdout,
      (error: unknown) => String(error),
    );
  };

  it('finds a good file intact, and the hash at its end is the one we answer', async () => {
    const { body } = await api.as(tenant, '/api/v1/audit/verify');
    const { hash } = Object(body['head']);
    expect(await check(good)).toBe(`6 records are intact, up to ${hash}; 2 are not chained yet.\n`);
    expect(await check(good, '6', hash)).toContain('6 records are intact');
    expect(await check(good, '5', hash)).toContain('not the chain you kept a hash of');
  });

  const lines = good.trimEnd().split('\n');
  it.each([
    ['a changed address', good.replace('2001:db8::7', '2001:db8::8'), 3],
    ['a changed letter deep in the data', good.replace('ü\\"', 'u\\"'), 4],
    [
      'a changed digit of a time',
      good.replace(/(?<="at":".{25})\d(?=Z)/, (digit) => String((Number(digit) + 1) % 10)),
      1,
    ],
    ['another tenant', good.replaceAll(tenant.id, newId('ten')), 1],
    ['a line that is gone', lines.toSpliced(1, 1).join('\n'), 2],
    ['a line that is there twice', lines.toSpliced(1, 0, lines[1] ?? '').join('\n'), 3],
    ['two lines that changed places', [lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n'), 2],
  ])('finds %s', async (_, file, position) => {
    expect(file).not.toBe(good);
    expect(await check(file)).toContain(`The chain breaks at ${position}.`);
  });
});
