import { toUuid, verifyAudit } from '@parley/contract';
import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { startTestApi, type TestTenant } from './test-api.ts';

const api = await startTestApi();

const verify = (who: TestTenant, query = '') => api.as(who, `/api/v1/audit/verify${query}`);

const read = async (who: TestTenant, query = '') => {
  const { status, body } = await verify(who, query);
  expect(status).toBe(200);
  const answer = verifyAudit.output.strict().parse(body);
  expect(answer).toEqual(body);
  return answer;
};

const chain = (who: TestTenant) => api.store.forTenant(who.id, ({ audit }) => audit.chain(10_000));

/** More than one page of them. */
const addRecords = (who: TestTenant, count: number) =>
  inDatabase(
    api,
    `insert into audit_records (tenant_id, id, action, by_kind, data)
     select $1, gen_random_uuid(), 'token.created', 'installation', '{}' from generate_series(1, $2::int)`,
    [toUuid(who.id), count],
  );

it('counts what has no place yet, and says since when', async () => {
  const tenant = await api.createTenant();
  const { tail, ...rest } = await read(tenant);
  expect(rest).toEqual({ is_intact: true, checked: 0, head: null, fault: null });
  expect(tail.count).toBe(2);
  expect(Math.abs(Date.parse(tail.oldest_at ?? '') - Date.now())).toBeLessThan(60_000);
});

it('checks every record of a chain of many pages, and says where it ends', async () => {
  const tenant = await api.createTenant();
  await addRecords(tenant, 1_198);
  await chain(tenant);
  await addRecords(tenant, 1);
  expect(await read(tenant)).toEqual({
    is_intact: true,
    checked: 1_200,
    head: { position: 1_200, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    fault: null,
    tail: { count: 1, oldest_at: expect.any(String) },
  });
});

it('names the first record that was changed, and the one that is missing', async () => {
  const tenant = await api.createTenant();
  await addRecords(tenant, 1_198);
  await chain(tenant);
  await inDatabase(api, `update audit_records set address = '' where tenant_id = $1 and position in (700, 900)`, [
    toUuid(tenant.id),
  ]);
  expect(await read(tenant)).toMatchObject({
    is_intact: false,
    checked: 699,
    head: null,
    fault: { position: 700, message: 'This record, its place or its hash is not as it was written.' },
  });
  await inDatabase(api, 'delete from audit_records where tenant_id = $1 and position = 501', [toUuid(tenant.id)]);
  expect((await read(tenant)).fault).toEqual({
    position: 501,
    message: 'The record that had this place is missing.',
  });
});

it('still answers when what was written in is no sensible value at all', async () => {
  const tenant = await api.createTenant();
  await chain(tenant);
  const { head } = await read(tenant);
  for (const change of [
    `update audit_records set data = '[]' where tenant_id = $1 and position = 2`,
    `update audit_records set at = 'infinity' where tenant_id = $1 and position = 2`,
    `update audit_records set position = 9223372036854775807 where tenant_id = $1 and position = 2`,
    `update audit_heads set position = 9223372036854775807 where tenant_id = $1`,
  ]) {
    await inDatabase(api, change, [toUuid(tenant.id)]);
    expect(await read(tenant)).toMatchObject({ is_intact: false, fault: { position: 2 }, head: null });
  }
  expect(head?.position).toBe(2);
});

it('holds a chain against a place that was kept', async () => {
  const tenant = await api.createTenant();
  await chain(tenant);
  const { head } = await read(tenant);
  const kept = `?position=${head?.position ?? 0}&hash=${head?.hash ?? ''}`;
  await addRecords(tenant, 3);
  await chain(tenant);
  expect((await read(tenant, kept)).is_intact).toBe(true);
  const forged = `?position=${head?.position ?? 0}&hash=${'0'.repeat(64)}`;
  expect((await read(tenant, forged)).fault).toEqual({
    position: 2,
    message: 'The hash here is not the one you kept.',
  });
  expect((await read(tenant, `?position=6&hash=${head?.hash ?? ''}`)).fault?.position).toBe(6);
});

it(`checks nobody else's log`, async () => {
  const [tenant, other] = [await api.createTenant(), await api.createTenant()];
  await Promise.all([chain(tenant), chain(other)]);
  await inDatabase(api, `update audit_records set address = '' where tenant_id = $1`, [toUuid(other.id)]);
  expect((await read(tenant)).is_intact).toBe(true);
  expect((await read(other)).is_intact).toBe(false);
});

const someHash = 'a'.repeat(64);

it.each([
  ['?position=1', 'hash'],
  [`?hash=${someHash}`, 'position'],
  [`?position=0&hash=${someHash}`, 'position'],
  [`?position=1.5&hash=${someHash}`, 'position'],
  [`?position=one&hash=${someHash}`, 'position'],
  [`?position=1&hash=${someHash.toUpperCase()}`, 'hash'],
  ['?position=1&hash=abc', 'hash'],
  ['?limit=1', 'limit'],
])('refuses %s', async (query, field) => {
  const { status, body } = await verify(await api.createTenant(), query);
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, [field]]);
});
