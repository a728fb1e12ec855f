import { type MemberId, newId, toUuid } from '@parley/contract';
import { afterAll, expect, it } from 'vitest';
import { installationAuthor } from '../src/index.ts';
import { connectAs, createTestDatabase, createTestTenant } from './test-database.ts';
import { createTestMember, presentedBy, testHash } from './test-member.ts';

const database = await createTestDatabase();
const store = database.openStore();
const installation = await connectAs(database, 'parley_installation');
afterAll(async () => {
  await installation.end();
  await database.drop();
});

const signUp = (name: string) =>
  store.forInstallation((door) =>
    door.signUp({
      name,
      email: 'me@example.com',
      passwordHash: testHash,
      from: { address: '10.0.0.1', requestId: null },
    }),
  );

it('answers with the owner as they stand in their row, a login and a code that are good', async () => {
  const signedUp = await signUp('fresh');
  if (!signedUp.ok) throw new Error(signedUp.failure.code);
  const { owner, login, code } = signedUp.value;
  const found = await store.forInstallation((door) => door.findTenantByName('fresh'));
  const tenantId = found?.id ?? newId('ten');
  expect(await store.forTenant(tenantId, ({ members }) => members.find(owner.id))).toEqual(owner);
  const presented = presentedBy(login.clear, 'login');
  expect(await store.forTenant(tenantId, ({ logins }) => logins.verify(presented))).toEqual(owner);
  const brought = { presented: presentedBy(code, 'code'), memberId: owner.id };
  const verified = await store.forCaller(installationAuthor(tenantId), ({ members }) => members.verifyEmail(brought));
  expect(verified).toMatchObject({ ok: true, value: { id: owner.id, is_email_verified: true } });
});

it('is the only way by which its role puts an owner, a login or a code anywhere: not into a tenant that is there', async () => {
  const tenantId = await createTestTenant(store, 'standing');
  const memberId: MemberId = await createTestMember(store, tenantId);
  const [tenant, member] = [toUuid(tenantId), toUuid(memberId)];
  const tries = [
    `insert into members (tenant_id, id, email, role, password_hash)
     values ('${tenant}', gen_random_uuid(), 'evil@example.com', 'owner', 'x')`,
    `insert into logins (tenant_id, id, member_id, hash) values ('${tenant}', gen_random_uuid(), '${member}', 'x')`,
    `insert into mailed_codes (tenant_id, id, member_id, purpose, hash, expires_at)
     values ('${tenant}', gen_random_uuid(), '${member}', 'verify_email', 'x', now() + interval '1 day')`,
  ];
  for (const statement of tries) await expect(installation.query(statement)).rejects.toThrow(/row-level security/);
});
