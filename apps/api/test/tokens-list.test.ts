import { freePolicy } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { expect, it } from 'vitest';
import { startTestApi, type TestTenant } from './test-api.ts';

const api = await startTestApi();

const create = async ({ id }: TestTenant, name: string, expiresAt: Date | null = null) =>
  (
    await api.store.forCaller(installationAuthor(id), ({ tokens }) =>
      tokens.create({ name, network: 'live', scopes: ['reports:read'], expiresAt }),
    )
  ).token;

const list = async (tenant: TestTenant, query = '') => {
  const { status, body } = await api.as(tenant, `/api/v1/tokens${query}`);
  expect(status).toBe(200);
  const data: Record<string, unknown>[] = Array.isArray(body['data']) ? body['data'] : [];
  return { data, names: data.map(({ name }) => name), next: body['next_cursor'] };
};

it('lists the tokens that stand, newest first, and when each stops', async () => {
  const tenant = await api.createTenant();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await create(tenant, 'first', expiresAt);
  const gone = await create(tenant, 'gone');
  await create(tenant, 'last');
  await api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) => tokens.revoke(gone.id));
  const { data, names, next } = await list(tenant);
  expect([names, next]).toEqual([['last', 'first', 'test'], null]);
  expect(data.map((token) => token['expires_at'])).toEqual([null, expiresAt.toISOString(), null]);
});

it('shows all there is to know of a token, and nothing by which to use it', async () => {
  const tenant = await api.createTenant();
  const made = await create(tenant, 'one');
  const [shown] = (await list(tenant)).data;
  expect(shown).toEqual({
    id: made.id,
    name: 'one',
    network: 'live',
    hint: `par_live_${made.id.slice('tok_'.length)}`,
    scopes: ['reports:read'],
    ...freePolicy,
    expires_at: null,
    last_used_at: null,
    created_at: made.created_at,
    regenerated_at: null,
  });
});

it('shows one that has expired: only revoking takes it away', async () => {
  const tenant = await api.createTenant();
  await create(tenant, 'over', new Date(Date.now() - 1_000));
  expect((await list(tenant)).names).toEqual(['over', 'test']);
});

it('shows when a token was last used', async () => {
  const tenant = await api.createTenant();
  const before = Date.now();
  const lastUsedAt = async () => Date.parse(String((await list(tenant)).data[0]?.['last_used_at']));
  expect(Math.abs((await lastUsedAt()) - before)).toBeLessThan(30_000);
});

it('gives every token once, page by page, while others are made', async () => {
  const tenant = await api.createTenant();
  for (const name of ['a', 'b', 'c', 'd']) await create(tenant, name);
  const pages: unknown[][] = [];
  let cursor = '';
  do {
    const { names, next } = await list(tenant, `?limit=2${cursor && `&cursor=${cursor}`}`);
    pages.push(names);
    await create(tenant, 'later');
    cursor = typeof next === 'string' ? next : '';
  } while (cursor);
  expect(pages).toEqual([['d', 'c'], ['b', 'a'], ['test']]);
});

it('takes no cursor but its own', async () => {
  const { status, body } = await api.as(await api.createTenant(), '/api/v1/tokens?cursor=nonsense');
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, ['cursor']]);
});
