import type { Scope } from '@parley/contract';
import { installationAuthor } from '@parley/store';
import { expect, it, vi } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);

const create = () =>
  api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) =>
    tokens.create({ name: 'one', network: 'live', scopes: ['reports:read'] }),
  );

const revoke = (id: string) => api.asMember(owner, `/api/v1/tokens/${id}`, { method: 'DELETE' });

it('ends a token everywhere within 5 seconds', async () => {
  const { token, clear } = await create();
  const processes = [api, await api.startAnother()];
  const use = () =>
    Promise.all(processes.map(async (each) => (await each.as({ ...tenant, token: clear }, '/api/v1/account')).status));
  expect(await use()).toEqual([200, 200]);
  const startedAt = performance.now();
  const { status, body } = await revoke(token.id);
  expect([status, body['id']]).toEqual([200, token.id]);
  await vi.waitFor(async () => expect(await use()).toEqual([403, 403]), { timeout: 5_000, interval: 100 });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

it('finds no token the second time', async () => {
  const { token } = await create();
  expect((await revoke(token.id)).status).toBe(200);
  const { status, body } = await revoke(token.id);
  expect([status, body['code']]).toEqual([404, 'token_not_found']);
});

it('revokes once when asked twice at once', async () => {
  const { token } = await create();
  const answers = await Promise.all([revoke(token.id), revoke(token.id)]);
  expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '404']);
});

it('leaves the others as they are', async () => {
  const [one, other] = [await create(), await create()];
  await revoke(one.token.id);
  expect((await api.as({ ...tenant, token: other.clear }, '/api/v1/account')).status).toBe(200);
});

it('lets a token end itself and what may no more than it does, and nothing else', async () => {
  const make = (granted: Scope[]) =>
    api.store.forCaller(installationAuthor(tenant.id), ({ tokens }) =>
      tokens.create({ name: 'one', network: 'live', scopes: granted }),
    );
  const [narrow, mighty, lesser] = [await make(['tokens:manage']), await make(['billing:manage']), await make([])];
  const end = (id: string) => api.as({ ...tenant, token: narrow.clear }, `/api/v1/tokens/${id}`, { method: 'DELETE' });
  const refused = await end(mighty.token.id);
  expect([refused.status, refused.body['errors']]).toEqual([403, { scope: ['billing:manage'] }]);
  expect((await api.as({ ...tenant, token: mighty.clear }, '/api/v1/account')).status).toBe(200);
  expect([(await end(lesser.token.id)).status, (await end(narrow.token.id)).status]).toEqual([200, 200]);
});
