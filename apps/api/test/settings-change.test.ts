import { expect, it } from 'vitest';
import { startTestApi, type TestTenant } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();

const change = (who: TestTenant, body: string) =>
  api.as(who, '/api/v1/settings', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body });

it('changes what is given and answers with all of it', async () => {
  const { status, body } = await change(tenant, '{"time_zone":"Asia/Tokyo"}');
  expect([status, body]).toEqual([200, { time_zone: 'Asia/Tokyo' }]);
  expect((await api.as(tenant, '/api/v1/account')).body['time_zone']).toBe('Asia/Tokyo');
});

it('changes nothing when nothing is given', async () => {
  const before = (await api.as(tenant, '/api/v1/settings')).body;
  expect((await change(tenant, '{}')).body).toEqual(before);
});

it('leaves every other tenant as it was', async () => {
  const other = await api.createTenant();
  await change(tenant, '{"time_zone":"Europe/Paris"}');
  expect((await api.as(other, '/api/v1/settings')).body).toEqual({ time_zone: 'UTC' });
});

it.each([
  ['{"time_zone":"Mars/Olympus"}', 422, ['time_zone']],
  ['{"time_zone":7}', 422, ['time_zone']],
  ['{"time_zone":null}', 422, ['time_zone']],
  ['{"time_zone":"UTC","plan_id":"growth","id":1}', 422, ['plan_id', 'id']],
  ['{"time_zone"', 400, []],
  ['[1]', 400, []],
  ['"text"', 400, []],
  ['null', 400, []],
  ['{"time_zone":"+05:00"}', 422, ['time_zone']],
  ['{"time_zone":"-03"}', 422, ['time_zone']],
  ['{"__proto__":{"time_zone":"UTC"}}', 400, []],
])('refuses %s with %i', async (body, expected, fields) => {
  const answer = await change(tenant, body);
  expect(answer.status).toBe(expected);
  expect(Object.keys(Object(answer.body['errors'] ?? {})).toSorted()).toEqual(fields.toSorted());
});

it('names the scope that is missing, and changes nothing', async () => {
  const viewer = await api.createTenant({ scopes: ['devices:read'] });
  const { status, body } = await change(viewer, '{"time_zone":"Asia/Tokyo"}');
  expect([status, body['errors']]).toEqual([403, { scope: ['settings:manage'] }]);
  expect((await api.as(viewer, '/api/v1/account')).body['time_zone']).toBe('UTC');
});
