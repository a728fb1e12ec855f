import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const members = [await api.createMember(tenant), await api.createMember(tenant, { role: 'viewer' })];
const rival = await api.createTenant();
await api.createMember(rival);

const idsIn = (body: Record<string, unknown>): string[] =>
  Array.isArray(body['data']) ? body['data'].map(({ id }: { id: string }) => id) : [];

it('lists the members of the tenant, newest first, without anything of their passwords', async () => {
  const { status, body } = await api.as(tenant, '/api/v1/members');
  expect([status, idsIn(body), body['next_cursor']]).toEqual([200, members.map(({ id }) => id).toReversed(), null]);
  expect(Object.keys(Object(body['data'])[0]).toSorted()).toEqual([
    'created_at',
    'email',
    'id',
    'is_email_verified',
    'last_seen_at',
    'role',
  ]);
});

it('gives them page by page', async () => {
  const first = await api.as(tenant, '/api/v1/members?limit=1');
  const second = await api.as(tenant, `/api/v1/members?limit=1&cursor=${String(first.body['next_cursor'])}`);
  expect([...idsIn(first.body), ...idsIn(second.body)]).toEqual(members.map(({ id }) => id).toReversed());
  expect(second.body['next_cursor']).toBeNull();
});

it('refuses a cursor it never gave', async () => {
  const { status, body } = await api.as(tenant, '/api/v1/members?cursor=nonsense');
  expect([status, Object.keys(Object(body['errors']))]).toEqual([422, ['cursor']]);
});
