import { newId, type MemberId, type Role, type TenantId } from '@parley/contract';
import {
  type Author,
  installationAuthor,
  type Presented,
  parseSecret,
  type SecretUse,
  type Store,
} from '../src/index.ts';

/** What a test needs of a password that nobody logs in with. */
export const testHash = '$argon2id$test';

export const createTestMember = async (
  store: Store,
  tenantId: TenantId,
  { role = 'owner', email = `${newId('mem')}@example.com` }: { role?: Role; email?: string } = {},
): Promise<MemberId> => {
  const added = await store.forCaller(installationAuthor(tenantId), ({ members }) =>
    members.add({ email, role, passwordHash: testHash, hasOwnPassword: true }),
  );
  if (!added.ok) throw new Error(`no member ${email}: ${added.failure.code}`);
  return added.value.id;
};

export const asTestMember = (tenantId: TenantId, id: MemberId): Author => ({
  ...installationAuthor(tenantId),
  by: { kind: 'member', id },
});

/** Our own secret, as somebody brings it. */
export const presentedBy = <U extends SecretUse>(clear: string | null, ...uses: U[]): Presented<U> => {
  const presented = parseSecret(clear ?? '', uses);
  if (!presented) throw new Error(`not a ${uses.join(' or ')}`);
  return presented;
};
