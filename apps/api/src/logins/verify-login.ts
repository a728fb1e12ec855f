import type { LoginId, MemberId, Role, TenantId } from '@parley/contract';
import type { Store } from '@parley/store';
import { createVerifier, type Verifier } from '../callers/create-verifier.ts';

type VerifiedLogin = { tenantId: TenantId; loginId: LoginId; memberId: MemberId; role: Role };
export type LoginVerifier = Verifier<VerifiedLogin>;

/** Whose login is this? */
export const createLoginVerifier = (store: Store): LoginVerifier =>
  createVerifier<'login', VerifiedLogin>({
    store,
    uses: ['login'],
    look: async (tenantId, presented) => {
      const member = await store.forTenant(tenantId, ({ logins }) => logins.verify(presented));
      return member && { tenantId, loginId: presented.id, memberId: member.id, role: member.role };
    },
  });
