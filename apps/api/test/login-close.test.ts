import { expect, it, vi } from 'vitest';
import { doneBy } from './done-by.ts';
import { cookieIn, json, startTestApi } from './test-api.ts';

const api = await startTestApi();
const another = await api.startAnother();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);

it('closes the login it is asked with, on every node within 5 s, and no other', async () => {
  const other = { tenant, cookie: cookieIn(await api.logIn(tenant, owner)) };
  for (const node of [api, another]) expect((await node.asMember(owner, '/api/v1/me')).status).toBe(200);

  const answer = await api.asMember(owner, '/api/v1/logout', json({}));
  expect([answer.status, answer.body]).toEqual([200, {}]);
  expect(answer.headers.getSetCookie()).toEqual([
    `parley-${tenant.name}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict`,
  ]);
  for (const node of [api, another]) {
    await vi.waitFor(async () => expect((await node.asMember(owner, '/api/v1/me')).status).toBe(401), 5_000);
    expect((await node.asMember(other, '/api/v1/me')).status).toBe(200);
  }
  expect(await doneBy(api, tenant, 'login.closed')).toEqual([{ kind: 'member', id: owner.id }]);
});
