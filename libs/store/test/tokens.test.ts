import { type TenantId, newId } from '@parley/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { type PresentedToken, parseToken } from '../src/index.ts';
import { type CreatedToken } from '../src/tokens/create-token.ts';
import { mintToken } from '../src/tokens/token-secret.ts';
import { asOwner, createTestDatabase, createTestTenant, readEvents } from './test-database.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

const acme = await createTestTenant(store, 'acme');
const rival = await createTestTenant(store, 'rival');
const free = await createTestTenant(store, 'free', 'free');

const create = (tenantId: TenantId, expiresAt: Date | null = null): Promise<CreatedToken> =>
  store.forTenant(tenantId, ({ tokens }) =>
    tokens.create({ name: 'test', network: 'live', scopes: ['messages:send', 'reports:read'], expiresAt }),
  );

const revoke = (tenantId: TenantId, { token }: CreatedToken): Promise<boolean> =>
  store.forTenant(tenantId, ({ tokens }) => tokens.revoke(token.id));

const verify = (tenantId: TenantId, presented: PresentedToken) =>
  store.forTenant(tenantId, ({ tokens }) => tokens.verify(presented));

const present = (clear: string): PresentedToken => {
  const presented = parseToken(clear);
  if (!presented) throw new Error('not a token');
  return presented;
};

const inOneMinute = () => new Date(Date.now() + 60_000);
const aMinuteAgo = () => new Date(Date.now() - 60_000);

describe('a good token', () => {
  it('has the rights it was given', async () => {
    const expiresAt = inOneMinute();
    const { token, clear } = await create(acme, expiresAt);
    expect(await verify(acme, present(clear))).toEqual({
      tokenId: token.id,
      network: 'live',
      scopes: ['messages:send', 'reports:read'],
      expiresAt,
      apiAccess: true,
    });
  });

  it('brings along whether the plan includes the API', async () => {
    const { clear } = await create(free);
    expect(await verify(free, present(clear))).toMatchObject({ apiAccess: false });
  });
});

describe('no rights come from', () => {
  it('a token that never was', async () => {
    expect(await verify(acme, present(mintToken('live').clear))).toBeNull();
  });

  it(`another tenant's token`, async () => {
    const { clear } = await create(rival);
    expect(await verify(acme, present(clear))).toBeNull();
  });

  it('a token shown to a tenant that is not there', async () => {
    const { clear } = await create(acme);
    expect(await verify(newId('ten'), present(clear))).toBeNull();
  });

  it('the id of a good token with another secret', async () => {
    const { token } = await create(acme);
    expect(await verify(acme, { ...present(mintToken('live').clear), id: token.id })).toBeNull();
  });

  it('a revoked token', async () => {
    const created = await create(acme);
    await revoke(acme, created);
    expect(await verify(acme, present(created.clear))).toBeNull();
  });

  it('an expired token', async () => {
    const { clear } = await create(acme, aMinuteAgo());
    expect(await verify(acme, present(clear))).toBeNull();
  });
});

describe('a token at rest', () => {
  it('is known by its hash and hint: the clear text is nowhere', async () => {
    const { token, clear } = await create(acme);
    const rows = await asOwner(database.databaseUrl, async (owner) => {
      const { rows: found } = await owner.query<{ text: string }>(
        'select tokens::text || encode(hash, $1) as text from tokens union all select events::text from events',
        ['escape'],
      );
      return found.map(({ text }) => text).join('\n');
    });
    expect(rows).toContain(token.hint);
    expect(rows).not.toContain(clear.slice(token.hint.length));
    expect(await store.forTenant(acme, ({ tokens }) => tokens.find(token.id))).toEqual(token);
  });

  it('is told of when it is made and when it is revoked, once each', async () => {
    const created = await create(rival);
    expect([await revoke(rival, created), await revoke(rival, created)]).toEqual([true, false]);
    const told = { tenant: rival, data: { token: created.token.id } };
    expect((await readEvents(database, 'token.created')).filter(({ tenant }) => tenant === rival)).toContainEqual(told);
    expect((await readEvents(database, 'token.revoked')).filter(({ tenant }) => tenant === rival)).toEqual([told]);
  });
});
