import { newId } from '@parley/contract';
import { expect, it } from 'vitest';
import { fromElsewhere } from './test-address.ts';
import { inDatabase } from './in-database.ts';
import { doneBy } from './done-by.ts';
import { json, startTestApi, testPassword, type TestMember } from './test-api.ts';
import { codeIn } from './test-mail.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);
const admin = await api.createMember(tenant, { role: 'admin' });

const invite = async (email: string, role = 'viewer') =>
  String((await api.asMember(owner, '/api/v1/invitations', json({ email, role }))).body['id']);

const withdraw = (as: TestMember, id: string) => api.asMember(as, `/api/v1/invitations/${id}`, { method: 'DELETE' });

it('makes the link worthless, and gives its place back', async () => {
  const id = await invite('gone@example.com');
  const code = codeIn(await api.mailTo('gone@example.com'));
  const answer = await withdraw(admin, id);
  expect([answer.status, answer.body]).toMatchObject([200, { id, email: 'gone@example.com' }]);
  const path = `/t/${tenant.name}/api/v1/invitations/${code}/accept`;
  expect((await api.request(path, fromElsewhere(json({ password: testPassword })))).body['code']).toBe('code_invalid');
  expect((await withdraw(admin, id)).body['code']).toBe('invitation_not_found');
  expect(await doneBy(api, tenant, 'invitation.withdrawn')).toEqual([{ kind: 'member', id: admin.id }]);
});

it('is not for an admin to do with the offer to be an owner', async () => {
  const id = await invite('heir@example.com', 'owner');
  expect((await withdraw(admin, id)).body['errors']).toEqual({ scope: ['billing:manage'] });
  expect((await withdraw(owner, id)).status).toBe(200);
});

it("answers another tenant's, one that is over and one that never was alike", async () => {
  const rival = await api.createTenant();
  const stranger = await api.createMember(rival);
  const theirs = await invite('theirs@example.com');
  const over = await invite('over@example.com');
  await inDatabase(api, `update invitations set expires_at = now() where email = 'over@example.com'`);
  const answers = [await withdraw(stranger, theirs), await withdraw(owner, over), await withdraw(owner, newId('inv'))];
  for (const { status, body } of answers) expect([status, body['code']]).toEqual([404, 'invitation_not_found']);
  expect((await withdraw(owner, theirs)).status).toBe(200);
});
