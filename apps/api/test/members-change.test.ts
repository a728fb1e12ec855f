import { newId } from '@parley/contract';
import { expect, it, vi } from 'vitest';
import { doneBy } from './done-by.ts';
import { json, startTestApi, type TestMember } from './test-api.ts';

const api = await startTestApi();
const another = await api.startAnother();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);
const admin = await api.createMember(tenant, { role: 'admin' });

const change = (as: TestMember, id: string, role: unknown) =>
  api.asMember(as, `/api/v1/members/${id}`, json({ role }, 'PATCH'));

it('gives another role, in force on every node within 5 s', async () => {
  const member = await api.createMember(tenant, { role: 'viewer' });
  for (const node of [api, another]) expect((await node.asMember(member, '/api/v1/tokens')).status).toBe(403);
  const answer = await change(owner, member.id, 'admin');
  expect([answer.status, answer.body]).toMatchObject([200, { id: member.id, role: 'admin' }]);
  for (const node of [api, another]) {
    await vi.waitFor(async () => expect((await node.asMember(member, '/api/v1/tokens')).status).toBe(200), 5_000);
  }
  await change(owner, member.id, 'viewer');
  for (const node of [api, another]) {
    await vi.waitFor(async () => expect((await node.asMember(member, '/api/v1/tokens')).status).toBe(403), 5_000);
  }
  expect(await doneBy(api, tenant, 'member.changed')).toEqual([
    { kind: 'member', id: owner.id },
    { kind: 'member', id: owner.id },
  ]);
});

it('lets no admin make an owner, of themselves neither, nor unmake one', async () => {
  await api.createMember(tenant);
  for (const [id, role] of [
    [admin.id, 'owner'],
    [owner.id, 'viewer'],
    [owner.id, 'owner'],
  ] as const) {
    const { status, body } = await change(admin, id, role);
    expect([status, body['errors']]).toEqual([403, { scope: ['billing:manage'] }]);
  }
  expect((await change(admin, admin.id, 'viewer')).status).toBe(200);
});

it('lets a token give and take only what it may do itself', async () => {
  const limited = await api.createTenant({ scopes: ['members:manage'] });
  await api.createMember(limited);
  const viewer = await api.createMember(limited, { role: 'viewer' });
  const answer = await api.as(limited, `/api/v1/members/${viewer.id}`, json({ role: 'admin' }, 'PATCH'));
  expect(answer.body['code']).toBe('scope_missing');
});

it('leaves one owner of two who step down at once', async () => {
  const pair = await api.createTenant();
  const owners = [await api.createMember(pair), await api.createMember(pair)];
  const answers = await Promise.all(owners.map((each) => change(each, each.id, 'admin')));
  expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.body['code']).toBe('last_owner');
});

it("answers another tenant's member like one that never was", async () => {
  const foreign = await api.createMember(await api.createTenant());
  for (const id of [foreign.id, newId('mem')]) {
    const { status, body } = await change(owner, id, 'viewer');
    expect([status, body['code']]).toEqual([404, 'member_not_found']);
  }
});

it('refuses a role that is none, and an id that is none', async () => {
  expect((await change(owner, admin.id, 'king')).status).toBe(422);
  expect((await change(owner, 'mem_1', 'viewer')).status).toBe(422);
});
