import { newId, toUuid } from '@parley/contract';
import { afterAll, expect, it } from 'vitest';
import { asOwner, createTestDatabase, createTestTenant, readRecords } from './test-database.ts';
import { asTestMember, createTestMember, presentedBy } from './test-member.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

const withMember = async () => {
  const tenantId = await createTestTenant(store, `t-${newId('ten').slice(-10)}`);
  const memberId = await createTestMember(store, tenantId);
  const author = asTestMember(tenantId, memberId);
  return {
    tenantId,
    memberId,
    author,
    open: () => store.forCaller(author, ({ logins }) => logins.open(memberId)),
    verify: (clear: string) => store.forTenant(tenantId, ({ logins }) => logins.verify(presentedBy(clear, 'login'))),
  };
};

const inSql = (statement: string, values?: unknown[]) =>
  asOwner(database.databaseUrl, (owner) => owner.query<Record<string, unknown>>(statement, values));

it('lets in the member it belongs to, at their tenant only', async () => {
  const { memberId, open: openOne, verify } = await withMember();
  const { clear } = await openOne();
  expect(await verify(clear)).toMatchObject({ id: memberId, role: 'owner' });
  expect(await (await withMember()).verify(clear)).toBeNull();
});

it('is known by its hash alone', async () => {
  const { open: openOne, verify } = await withMember();
  const [one, other] = [await openOne(), await openOne()];
  expect(await verify(one.clear.replace(/.{39}$/, other.clear.slice(-39))).catch(() => null)).toBeNull();
  const { rows } = await inSql('select encode(hash, $1) as text, id from logins', ['escape']);
  expect(JSON.stringify(rows)).not.toContain(one.clear.slice(-39));
});

it.each([
  ['nobody was seen for 7 days', `last_seen_at = now() - interval '7 days 1 second'`, false],
  ['nobody was seen for almost 7 days', `last_seen_at = now() - interval '6 days 23 hours 59 minutes'`, true],
  ['it is 30 days old, however busy', `created_at = now() - interval '30 days 1 second'`, false],
  ['it is almost 30 days old', `created_at = now() - interval '29 days 23 hours 59 minutes'`, true],
])('when %s', async (_, change, isOpen) => {
  const { open: openOne, verify } = await withMember();
  const { id, clear } = await openOne();
  await inSql(`update logins set ${change} where id = $1`, [toUuid(id)]);
  expect((await verify(clear)) !== null).toBe(isOpen);
});

it('writes down when it and its member were last seen, for all requests of a minute once', async () => {
  await inSql(
    `create sequence writes;
     create function count_write() returns trigger language plpgsql security definer as
       $$ begin perform nextval('public.writes'); return new; end $$;
     create trigger count_writes after update on logins for each row execute function count_write()`,
  );
  const countWrites = async () => (await inSql('select last_value::int * is_called::int as count from writes')).rows;
  const { open: openOne, verify, memberId } = await withMember();
  const { id, clear } = await openOne();
  // As many as below, so that each of those finds a connection open and they meet.
  const verifyManyTimes = () => Promise.all(Array.from({ length: 8 }, () => verify(clear)));
  await verifyManyTimes();
  expect(await countWrites()).toEqual([{ count: 0 }]);

  await inSql(`update members set last_seen_at = now() - interval '61 seconds' where id = $1`, [toUuid(memberId)]);
  await inSql(`update logins set last_seen_at = now() - interval '61 seconds' where id = $1`, [toUuid(id)]);
  await verifyManyTimes();
  await verify(clear);
  // Ours, and the one of whoever came first.
  expect(await countWrites()).toEqual([{ count: 2 }]);
  const { rows } = await inSql(
    `select from members join logins on member_id = members.id
     where members.id = $1 and least(members.last_seen_at, logins.last_seen_at) > now() - interval '30 seconds'`,
    [toUuid(memberId)],
  );
  expect(rows).toHaveLength(1);
});

it('makes room for the 21st by closing the one not seen for longest, also when many are opened at once', async () => {
  const { open: openOne, verify, memberId } = await withMember();
  const first = await openOne();
  await inSql(`update logins set last_seen_at = now() - interval '1 hour' where id = $1`, [toUuid(first.id)]);
  const others = await Promise.all(Array.from({ length: 20 }, openOne));
  expect(await verify(first.clear)).toBeNull();
  expect(await verify(others[19]?.clear ?? '')).not.toBeNull();
  const { rows } = await inSql('select id from logins where member_id = $1', [toUuid(memberId)]);
  expect(rows).toHaveLength(20);
});

it('is closed alone, with all others, or with all others but itself', async () => {
  const { open: openOne, verify, memberId, author, tenantId } = await withMember();
  const [one, two, three] = [await openOne(), await openOne(), await openOne()];
  const openOnes = async () => {
    const members = await Promise.all([one, two, three].map(({ clear }) => verify(clear)));
    return members.map((member) => member !== null);
  };
  await store.forCaller(author, ({ logins }) => logins.close(one.id));
  expect(await openOnes()).toEqual([false, true, true]);
  expect(await store.forCaller(author, ({ logins }) => logins.closeAll({ memberId, except: two.id }))).toBe(1);
  expect(await openOnes()).toEqual([false, true, false]);
  expect(await store.forCaller(author, ({ logins }) => logins.closeAll({ memberId }))).toBe(1);
  expect(await openOnes()).toEqual([false, false, false]);
  expect((await readRecords(database, toUuid(tenantId))).slice(2)).toEqual([
    'login.opened by member',
    'login.opened by member',
    'login.opened by member',
    'login.closed by member',
    'login.all_closed by member',
    'login.all_closed by member',
  ]);
});
