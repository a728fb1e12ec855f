import { newId } from '@parley/contract';
import { expect, it, vi } from 'vitest';
import { doneBy } from './done-by.ts';
import { startTestApi, type TestMember } from './test-api.ts';

const api = await startTestApi();
const another = await api.startAnother();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);
const admin = await api.createMember(tenant, { role: 'admin' });

const remove = (as: TestMember, id: string) => api.asMember(as, `/api/v1/members/${id}`, { method: 'DELETE' });

it('ends the logins of the member on every node within 5 s, and lets them in no more', async () => {
  const member = await api.createMember(tenant, { role: 'viewer' });
  for (const node of [api, another]) expect((await node.asMember(member, '/api/v1/me')).status).toBe(200);
  const answer = await remove(owner, member.id);
  expect([answer.status, answer.body]).toMatchObject([200, { id: member.id, email: member.email }]);
  for (const node of [api, another]) {
    await vi.waitFor(async () => expect((await node.asMember(member, '/api/v1/account')).status).toBe(401), 5_000);
  }
  expect((await api.logIn(tenant, member)).status).toBe(401);
  expect((await remove(owner, member.id)).body['code']).toBe('member_not_found');
  expect(await doneBy(api, tenant, 'member.removed')).toEqual([{ kind: 'member', id: owner.id }]);
});

it('lets no admin remove an owner', async () => {
  await api.createMember(tenant);
  const { status, body } = await remove(admin, owner.id);
  expect([status, body['errors']]).toEqual([403, { scope: ['billing:manage'] }]);
});

it('lets somebody remove themselves, but not the last owner', async () => {
  const pair = await api.createTenant();
  const [one, two] = [await api.createMember(pair), await api.createMember(pair)];
  const leaver = await api.createMember(pair, { role: 'admin' });
  expect((await remove(leaver, leaver.id)).status).toBe(200);
  const left = await Promise.all([remove(one, one.id), remove(two, two.id)]);
  expect(left.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409]);
  expect(left.find(({ status }) => status === 409)?.body['code']).toBe('last_owner');
});

it("answers another tenant's member like one that never was, and leaves them", async () => {
  const foreign = await api.createMember(await api.createTenant());
  for (const id of [foreign.id, newId('mem')]) {
    const { status, body } = await remove(owner, id);
    expect([status, body['code']]).toEqual([404, 'member_not_found']);
  }
  expect((await api.asMember(foreign, '/api/v1/me')).status).toBe(200);
});
