import { freePolicy, newId, type Policy, type Scope, scopes } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { describe, expect, it, vi } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);

const create = (granted: readonly Scope[], policy: Partial<Policy> = {}, network: 'live' | 'sandbox' = 'sandbox') =>
  api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) =>
    tokens.create({ name: 'one', network, scopes: granted, policy: { ...freePolicy, ...policy } }),
  );

const pathOf = (id: string) => `/api/v1/tokens/${id}/regenerate`;
const regenerate = (id: string) => api.asMember(owner, pathOf(id), { method: 'POST' });
const regenerateAs = (token: string, id: string) => api.as({ ...tenant, token }, pathOf(id), { method: 'POST' });

it('gives another secret, and leaves all else as it was', async () => {
  const { token, clear } = await create(['reports:read'], { tools: ['check_number'] });
  const { status, body } = await regenerate(token.id);
  const { token: another, ...rest } = body;
  expect(status).toBe(200);
  expect(rest).toEqual({ ...token, regenerated_at: expect.any(String) });
  expect(another).toMatch(new RegExp(`^${token.hint}_`));
  expect(another).not.toBe(clear);
});

it('is in force within 5 seconds everywhere', async () => {
  const { token, clear } = await create(scopes);
  const processes = [api, await api.startAnother()];
  const use = (secret: string) =>
    Promise.all(processes.map(async (each) => (await each.as({ ...tenant, token: secret }, '/api/v1/account')).status));
  expect(await use(clear)).toEqual([200, 200]);
  const startedAt = performance.now();
  const { body } = await regenerate(token.id);
  expect(await use(String(body['token']))).toEqual([200, 200]);
  await vi.waitFor(async () => expect(await use(clear)).toEqual([403, 403]), { timeout: 5_000, interval: 100 });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

it('answers for what is not there like for what never was', async () => {
  const { token } = await create([]);
  await api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) => tokens.revoke(token.id));
  for (const id of [token.id, newId('tok')]) {
    const { status, body } = await regenerate(id);
    expect([status, body['code']]).toEqual([404, 'token_not_found']);
  }
});

describe('is refused to one who may less than the token', () => {
  it.each<[string, Parameters<typeof create>, Parameters<typeof create>, object]>([
    ['in scopes', [['tokens:manage']], [['tokens:manage', 'audit:read']], { scope: ['audit:read'] }],
    ['in tools', [scopes, { tools: ['a_b_c'] }], [['reports:read']], { policy: ['tools'] }],
    ['who may only look', [scopes, { read_only: true }], [['reports:read']], { policy: ['read_only'] }],
    ['on the sandbox', [scopes], [['reports:read'], {}, 'live'], { network: ['must be sandbox, as yours is'] }],
  ])('%s', async (_, caller, target, errors) => {
    const [by, one] = [await create(...caller), await create(...target)];
    const { status, body } = await regenerateAs(by.clear, one.token.id);
    expect([status, body['code'], body['errors']]).toEqual([403, 'scope_missing', errors]);
    expect((await api.as({ ...tenant, token: one.clear }, '/api/v1/account')).status).toBe(200);
  });
});

it('lets a token regenerate itself', async () => {
  const { token, clear } = await create(['tokens:manage']);
  expect((await regenerateAs(clear, token.id)).status).toBe(200);
});
