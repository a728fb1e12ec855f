import { freePolicy, newId, type TenantId } from '@parley/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { installationAuthor, type Presented } from '../src/index.ts';
import { mintSecret } from '../src/secrets/secret.ts';
import type { ClearToken } from '../src/tokens/create-token.ts';
import { asOwner, createTestDatabase, createTestTenant, readEvents } from './test-database.ts';
import { presentedBy } from './test-member.ts';

const database = await createTestDatabase();
const store = database.openStore();
afterAll(database.drop);

const acme = await createTestTenant(store, 'acme');
const rival = await createTestTenant(store, 'rival');
const free = await createTestTenant(store, 'free', 'free');

const create = (tenantId: TenantId, expiresAt: Date | null = null): Promise<ClearToken> =>
  store.forCaller(installationAuthor(tenantId), ({ tokens }) =>
    tokens.create({ name: 'test', network: 'live', scopes: ['messages:send', 'reports:read'], expiresAt }),
  );

const revoke = async (tenantId: TenantId, { token }: ClearToken): Promise<boolean> =>
  (await store.forCaller(installationAuthor(tenantId), ({ tokens }) => tokens.revoke(token.id))).ok;

const verify = (tenantId: TenantId, presented: Presented<'live' | 'test'>) =>
  store.forTenant(tenantId, ({ tokens }) => tokens.verify(presented));

const present = (clear: string) => presentedBy(clear, 'live', 'test');

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
      policy: freePolicy,
      expiresAt,
      apiAccess: true,
      requestsPerMinute: 6_000,
    });
  });

  it('brings along whether the plan includes the API', async () => {
    const { clear } = await create(free);
    expect(await verify(free, present(clear))).toMatchObject({ apiAccess: false });
  });
});

describe('no rights come from', () => {
  it('a token that never was', async () => {
    expect(await verify(acme, present(mintSecret('live', newId('tok')).clear))).toBeNull();
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
    expect(await verify(acme, { ...present(mintSecret('live', newId('tok')).clear), id: token.id })).toBeNull();
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

describe('a regenerated token', () => {
  const regenerate = (tenantId: TenantId, { token }: ClearToken) =>
    store.forCaller(installationAuthor(tenantId), ({ tokens }) => tokens.regenerate(token.id));

  it('has the rights it had by its new secret, and none by the old one', async () => {
    const created = await create(acme);
    const before = await verify(acme, present(created.clear));
    const regenerated = await regenerate(acme, created);
    if (!regenerated.ok) throw new Error('no token');
    expect(await verify(acme, present(created.clear))).toBeNull();
    expect(await verify(acme, present(regenerated.value.clear))).toEqual(before);
  });

  it('has one secret, whoever regenerates it at once', async () => {
    const created = await create(acme);
    const both = await Promise.all([regenerate(acme, created), regenerate(acme, created)]);
    const rights = await Promise.all(
      both.map((one) => (one.ok ? verify(acme, present(one.value.clear)) : Promise.reject(new Error('no token')))),
    );
    expect(rights.filter((each) => each !== null)).toHaveLength(1);
  });

  it('is none that was revoked, and none of another tenant', async () => {
    const [revoked, others] = [await create(acme), await create(rival)];
    await revoke(acme, revoked);
    for (const one of [revoked, others]) expect((await regenerate(acme, one)).ok).toBe(false);
    expect(await verify(rival, present(others.clear))).not.toBeNull();
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
    expect(await store.forCaller(installationAuthor(acme), ({ tokens }) => tokens.hold(token.id))).toEqual(token);
  });

  it('is told of when it is made and when it is revoked, once each', async () => {
    const created = await create(rival);
    expect([await revoke(rival, created), await revoke(rival, created)]).toEqual([true, false]);
    const told = { tenant: rival, data: { token: created.token.id } };
    expect((await readEvents(database, 'token.created')).filter(({ tenant }) => tenant === rival)).toContainEqual(told);
    expect((await readEvents(database, 'token.revoked')).filter(({ tenant }) => tenant === rival)).toEqual([told]);
  });
});
