import { randomInt } from 'node:crypto';
import { toUuid } from '@parley/contract';
import type { Client } from 'pg';
import { afterAll, expect, it } from 'vitest';
import { type Attempt, createAttempt, describeTables, type Outcome, waysIn } from './isolation-attempts.ts';
import { checksums, createRandom, findRows, populate, type Random } from './isolation-world.ts';
import { asOwner, connectAs, createTestDatabase } from './test-database.ts';

// Tenants that try whatever comes to mind on each other, in raw SQL as the role our processes connect as. Only
// naming another tenant in `app.tenant_id` is left out: that is what our own code does, at its one door.

const database = await createTestDatabase();
afterAll(database.drop);

const { databaseUrl } = database;
const inhabitants = await populate(database.openStore(), 20);
const sessions = new Map(inhabitants.map(({ uuid, session }) => [uuid, session]));
const tables = await asOwner(databaseUrl, describeTables);
const rows = await findRows(databaseUrl);
await asOwner(databaseUrl, (owner) => owner.query(createAttempt));

const seed = randomInt(2 ** 31);

/** Random tables, ways and victims for one tenant. */
const think = (random: Random, me: string, count: number): Attempt[] =>
  Array.from({ length: count }, () => {
    const table = random.pick(tables);
    const victim = random.pick(inhabitants.filter(({ uuid }) => uuid !== me));
    const theirKey = random.pick(rows[table.name]?.[victim.uuid] ?? []);
    const theirMember = random.pick(rows['members']?.[victim.uuid] ?? []);
    return random.pick(waysIn)(table, { me, them: victim.uuid, theirKey, theirMember });
  });

/** Makes the attempts in one transaction, which is kept, and says which came to what they must not. */
const makeAttempts = async (app: Client, me: string, attempts: Attempt[]): Promise<string[]> => {
  const session = sessions.get(me);
  if (session === undefined) throw new Error('nobody lives here');
  await app.query(`begin; select set_config('app.tenant_id', '${me}', true),
    set_config('app.device_id', '${toUuid(session.deviceId)}', true), 
    set_config('app.shard', '${session.shard}', true), set_config('app.epoch', '${session.epoch}', true)`);
  const { rows: outcomes } = await app.query<{ outcome: Outcome }>(
    'select attempt(statement) as outcome from unnest($1::text[]) with ordinality as all_of_them (statement, place) order by place',
    [attempts.map(({ statement }) => statement)],
  );
  await app.query('commit');
  expect(outcomes).toHaveLength(attempts.length);
  return attempts.flatMap(({ statement, holds }, index) => {
    const outcome = outcomes[index]?.outcome ?? [];
    return holds(outcome, me) ? [] : [`${me}: ${statement}: ${JSON.stringify(outcome)}`];
  });
};

const attack = async (total: number): Promise<{ made: number; leaks: string[] }> => {
  const leaks: string[] = [];
  let made = 0;
  const connect = async (share: number, place: number) => {
    // Of its own for each connection, or their order would decide what is tried.
    const random = createRandom(seed + place);
    const app = await connectAs(database, 'parley_app');
    for (let left = share; left > 0; left -= 250) {
      const me = random.pick(inhabitants).uuid;
      const attempts = think(random, me, Math.min(250, left));
      leaks.push(...(await makeAttempts(app, me, attempts)));
      made += attempts.length;
    }
    await app.end();
  };
  await Promise.all([1, 2, 3, 4].map((place) => connect(total / 4, place)));
  return { made, leaks };
};

it('has something of every tenant in every table', () => {
  for (const { name } of tables) expect(Object.keys(rows[name] ?? {}), name).toHaveLength(inhabitants.length);
});

it('lets nobody see or change a row of another, in 100,000 attempts', { timeout: 120_000 }, async () => {
  const before = await checksums(databaseUrl);
  const { made, leaks } = await attack(100_000);
  expect({ seed, made, leaks }).toEqual({ seed, made: 100_000, leaks: [] });
  expect(await checksums(databaseUrl), `seed ${seed}`).toEqual(before);
});

it.each(tables)('would find a policy of $name that lets everybody in', async ({ name }) => {
  await asOwner(databaseUrl, (owner) =>
    owner.query(`create policy hole on ${name} for select to parley_app using (true);
      ${name === 'device_keys' ? 'drop policy own_device on device_keys' : ''}`),
  );
  const { leaks } = await attack(1_000);
  await asOwner(databaseUrl, (owner) => owner.query(`drop policy hole on ${name}`));
  expect(leaks.length, `seed ${seed}`).toBeGreaterThan(0);
});
