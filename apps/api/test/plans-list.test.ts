import { expect, it } from 'vitest';
import { startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();

const idsOf = (body: Record<string, unknown>) =>
  Array.isArray(body['data']) ? body['data'].map((plan: { id: string }) => plan.id) : [];

it('lists every plan on one page by default', async () => {
  const { status, body } = await api.as(tenant, '/api/v1/plans');
  expect(status).toBe(200);
  expect(idsOf(body)).toEqual(expect.arrayContaining(['trial', 'free', 'starter', 'growth']));
  expect(body['next_cursor']).toBeNull();
});

it('gives the same plans page by page, each once', async () => {
  const whole = idsOf((await api.as(tenant, '/api/v1/plans')).body);
  const paged: string[] = [];
  let cursor = '';
  do {
    const { body } = await api.as(tenant, `/api/v1/plans?limit=2${cursor && `&cursor=${cursor}`}`);
    expect(idsOf(body).length).toBeLessThanOrEqual(2);
    paged.push(...idsOf(body));
    cursor = typeof body['next_cursor'] === 'string' ? body['next_cursor'] : '';
  } while (cursor);
  expect(paged).toEqual(whole);
});

it.each([
  ['limit=0', 'limit'],
  ['limit=201', 'limit'],
  ['limit=many', 'limit'],
  ['limit=1&limit=2', 'limit'],
  ['limit=1.5', 'limit'],
  ['cursor=nonsense', 'cursor'],
  [`cursor=${Buffer.from('["1","x",{}]').toString('base64url')}`, 'cursor'],
  [`cursor=${'x'.repeat(600)}`, 'cursor'],
])('refuses %s and names the field', async (query, field) => {
  const { status, body } = await api.as(tenant, `/api/v1/plans?${query}`);
  expect(status).toBe(422);
  expect(Object.keys(Object(body['errors']))).toEqual([field]);
});
