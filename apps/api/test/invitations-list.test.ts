import { expect, it } from 'vitest';
import { inDatabase } from './in-database.ts';
import { json, startTestApi } from './test-api.ts';

const api = await startTestApi();
const tenant = await api.createTenant();
const owner = await api.createMember(tenant);

const emailsAt = async (path: string) => {
  const { body } = await api.asMember(owner, path);
  const emails = Array.isArray(body['data']) ? body['data'].map(({ email }: { email: string }) => email) : [];
  return { emails, next: body['next_cursor'] };
};

it('lists those whose links still work, newest first, page by page', async () => {
  for (const name of ['old', 'one', 'two']) {
    await api.asMember(owner, '/api/v1/invitations', json({ email: `${name}@example.com`, role: 'viewer' }));
  }
  await inDatabase(api, `update invitations set expires_at = now() where email = 'old@example.com'`);
  expect(await emailsAt('/api/v1/invitations')).toEqual({ emails: ['two@example.com', 'one@example.com'], next: null });
  const first = await emailsAt('/api/v1/invitations?limit=1');
  expect(first.emails).toEqual(['two@example.com']);
  expect(await emailsAt(`/api/v1/invitations?limit=1&cursor=${String(first.next)}`)).toEqual({
    emails: ['one@example.com'],
    next: null,
  });
});

it("shows nothing of another tenant's", async () => {
  const rival = await api.createTenant();
  expect((await api.as(rival, '/api/v1/invitations')).body['data']).toEqual([]);
});
