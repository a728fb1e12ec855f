import { expect, it, vi } from 'vitest';
import { doneBy } from './done-by.ts';
import { cookieIn, json, startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();

it("closes all logins of the member, this one too, and nobody else's", async () => {
  const owner = await api.createMember(tenant);
  const colleague = await api.createMember(tenant);
  const other = { tenant, cookie: cookieIn(await api.logIn(tenant, owner)) };
  const answer = await api.asMember(other, '/api/v1/logout-everywhere', json({}));
  expect([answer.status, answer.body, cookieIn(answer)]).toEqual([200, { closed: 2 }, `parley-${tenant.name}=`]);
  for (const login of [owner, other]) {
    await vi.waitFor(async () => expect((await api.asMember(login, '/api/v1/me')).status).toBe(401), 5_000);
  }
  expect((await api.asMember(colleague, '/api/v1/me')).status).toBe(200);
  expect(await doneBy(api, tenant, 'login.all_closed')).toEqual([{ kind: 'member', id: owner.id }]);
});
