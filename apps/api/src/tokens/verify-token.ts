import type { TenantId } from '@parley/contract';
import type { GoodToken, Store } from '@parley/store';
import { createVerifier, type Verifier } from '../callers/create-verifier.ts';

type VerifiedToken = GoodToken & { tenantId: TenantId };
export type TokenVerifier = Verifier<VerifiedToken>;

/** Which token is this? */
export const createTokenVerifier = (store: Store, now: () => number = Date.now): TokenVerifier =>
  createVerifier<'live' | 'test', VerifiedToken>({
    store,
    uses: ['live', 'test'],
    look: async (tenantId, presented) => {
      const token = await store.forTenant(tenantId, ({ tokens }) => tokens.verify(presented));
      return token && { ...token, tenantId };
    },
    expiresAt: ({ expiresAt }) => expiresAt,
    now,
  });
