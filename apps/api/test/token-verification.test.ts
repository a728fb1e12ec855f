import { type AddressInfo, connect, createServer } from 'node:net';
import type { TokenId } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { asOwner } from '@parley/store/test-database';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTokenVerifier } from '../src/tokens/verify-token.ts';
import { inDatabase } from './in-database.ts';
import { startTestApi, type TestTenant } from './test-api.ts';

/** A wire to Postgres that counts the questions on it: those in plain text, and those of prepared statements. */
const createCounter = async (databaseUrl: string) => {
  const target = new URL(databaseUrl);
  const counter = { url: '', questions: 0, close: () => server.close() };
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let unread = Buffer.alloc(0);
    let isStarted = false;
    client.on('data', (bytes) => {
      unread = Buffer.concat([unread, typeof bytes === 'string' ? Buffer.from(bytes) : bytes]);
      // Each message is its kind, its length without the kind, and its content; the very first has no kind.
      for (;;) {
        const kindLength = isStarted ? 1 : 0;
        if (unread.length < kindLength + 4) break;
        const length = kindLength + unread.readUInt32BE(kindLength);
        if (unread.length < length) break;
        if (isStarted && 'QE'.includes(unread.toString('latin1', 0, 1))) counter.questions += 1;
        isStarted = true;
        unread = unread.subarray(length);
      }
    });
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The wire has no port.');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${address.port}`;
  counter.url = url.href;
  return counter;
};

let counter: Awaited<ReturnType<typeof createCounter>> | undefined;
const api = await startTestApi({
  databaseUrlFor: async (url) => {
    counter = await createCounter(url);
    return counter.url;
  },
});
afterAll(() => counter?.close());
const tenant = await api.createTenant();

const create = async ({ id }: TestTenant, expiresAt: Date | null = null) =>
  api.store.forCaller(installationAuthor(id), ({ tokens }) =>
    tokens.create({ name: 'one', network: 'sandbox', scopes: [], expiresAt }),
  );

/** Asks, and tells what that cost in questions to Postgres. */
const ask = async (name: string, token: string) => {
  const before = counter?.questions ?? 0;
  const { status, headers, body } = await api.as({ name, token }, '/api/v1/account');
  const kept = [...headers].filter(([header]) => header !== 'date' && header !== 'x-request-id');
  const answer = JSON.stringify([status, kept, { ...body, request_id: null }]);
  return { answer, questions: (counter?.questions ?? 0) - before, status };
};

it('asks Postgres nothing about a token that is malformed or has a wrong checksum', async () => {
  await ask(tenant.name, tenant.token);
  const last = tenant.token.endsWith('0') ? '1' : '0';
  const tries = [
    'x',
    `${tenant.token.slice(0, -1)}${last}`,
    `${tenant.token}0`,
    tenant.token.slice(0, -1),
    'par_test_',
  ];
  for (const token of tries) expect(await ask(tenant.name, token)).toMatchObject({ status: 403, questions: 0 });
  expect((await ask(tenant.name, (await create(tenant)).clear)).questions).toBeGreaterThan(0);
});

it('asks as much about every well-formed token that is not good, and answers each alike to the byte', async () => {
  const other = await api.createTenant();
  const revoked = await create(tenant);
  await api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) => tokens.revoke(revoked.token.id));
  const regenerated = await create(tenant);
  await api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) => tokens.regenerate(regenerated.token.id));
  const gone = await api.createTenant();
  await api.store.forInstallation(({ deleteTenant }) => deleteTenant(gone));
  const tries: [string, string, string][] = [
    ['of no tenant', tenant.name, gone.token],
    ['of another tenant', tenant.name, other.token],
    ['expired', tenant.name, (await create(tenant, new Date(Date.now() - 1_000))).clear],
    ['revoked', tenant.name, revoked.clear],
    ['before it was regenerated', tenant.name, regenerated.clear],
    ['at a tenant that never was', `not-${tenant.name}`, tenant.token],
    ['at a tenant that is gone', gone.name, gone.token],
    ['at a name that no tenant could have', '!', tenant.token],
  ];
  const malformed = await ask(tenant.name, 'malformed');
  const seen = [];
  for (const [what, name, token] of tries) seen.push({ what, ...(await ask(name, token)) });
  const [first] = seen;
  expect(first?.questions).toBeGreaterThan(0);
  expect(seen).toEqual(tries.map(([what]) => ({ what, ...malformed, questions: first?.questions })));
});

it('notes that a token was used once a minute, however often it is and by however many processes', async () => {
  const { token, clear } = await create(tenant);
  let now = Date.now();
  const [one, other] = [createTokenVerifier(api.store, () => now), createTokenVerifier(api.store, () => now)];
  for (let times = 0; times < 20; times += 1) {
    // Longer than anything is remembered: each time they ask Postgres.
    now += 10_000;
    const verified = await Promise.all([one(tenant.name, clear, noLimit), other(tenant.name, clear, noLimit)]);
    expect(verified.map((each) => each?.tokenId)).toEqual([token.id, token.id]);
  }
  expect(await updatesOf(token.id)).toBe(1);

  await inDatabase(api, `update tokens set last_used_at = now() - interval '61 seconds' where name = 'one'`);
  now += 10_000;
  await one(tenant.name, clear, noLimit);
  expect(await updatesOf(token.id)).toBe(3); // ours of just now, and the note
  expect(Date.now() - Date.parse(String(await lastUseOf(token.id)))).toBeLessThan(30_000);
});

it('notes it once when two processes see at once that it is time', async () => {
  const { token, clear } = await create(tenant);
  const verifiers = [createTokenVerifier(api.store), createTokenVerifier(api.store)];
  await asOwner(api.databaseUrl, async (owner) => {
    await owner.query('begin');
    await owner.query(`select from tokens where name = 'one' for update`);
    const verified = Promise.all(verifiers.map((verify) => verify(tenant.name, clear, noLimit)));
    // Both have read that it was not used yet, and wait to write.
    await vi.waitFor(async () => expect(await countWaiting()).toBe(2), 4_000);
    await owner.query('commit');
    await verified;
  });
  expect(await updatesOf(token.id)).toBe(1);
});

it('does not note the use of a token that is not good', async () => {
  const { token, clear } = await create(tenant, new Date(Date.now() - 1_000));
  expect((await ask(tenant.name, clear)).status).toBe(403);
  expect(await lastUseOf(token.id)).toBeNull();
});

const noLimit = async (): Promise<void> => {};

const lastUseOf = async (id: TokenId) => {
  const found = await api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) => tokens.hold(id));
  return found && found.last_used_at;
};

/** Asked on a connection of its own: within a transaction the answer would stay what it was at first. */
const countWaiting = async (): Promise<number> => {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await inDatabase(api, waiting)).length;
};

beforeAll(() =>
  asOwner(api.databaseUrl, (owner) =>
    owner.query(`
      create table updates (hint text);
      create function count_update() returns trigger language plpgsql security definer as
        $$ begin insert into updates values (new.hint); return new; end $$;
      create trigger count_update after update on tokens for each row execute function count_update();`),
  ),
);

const updatesOf = async (id: string): Promise<number> =>
  (await inDatabase(api, 'select from updates where hint like $1', [`%${id.slice('tok_'.length)}`])).length;
