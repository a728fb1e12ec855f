import { hash } from 'node:crypto';
import type { TenantId } from '@parley/contract';
import { parseSecret, type Presented, type SecretUse, type Store } from '@parley/store';
import { tenantIdOf } from './tenant-id-of.ts';
import { createMemory } from './memory.ts';

/** Null for whatever is not good. What is not remembered has to be looked up; `beforeLookUp` may refuse that. */
export type Verifier<V> = (tenantName: string, clear: string, beforeLookUp: () => Promise<void>) => Promise<V | null>;

type VerifierOptions<U extends SecretUse, V> = {
  store: Store;
  uses: readonly U[];
  look: (tenantId: TenantId, presented: Presented<U>) => Promise<V | null>;
  expiresAt?: (value: V) => Date | null;
  now?: () => number;
};

/**
 * Who does a secret speak for? A malformed one costs no read. Every well-formed one, good or bad, of a known tenant or
 * not, costs the same two, so that nothing is learned from the time an answer takes.
 */
export const createVerifier = <U extends SecretUse, V>({
  store,
  uses,
  look,
  expiresAt,
  now = Date.now,
}: VerifierOptions<U, V>): Verifier<V> => {
  const memory = createMemory<V>({ forMs: rememberedForMs, max: 10_000, now, ...(expiresAt && { expiresAt }) });
  // Remembered by its hash: nobody shall find secrets in a dump of our memory.
  return (tenantName, clear, beforeLookUp) =>
    memory(`${tenantName} ${hash('sha256', clear, 'base64')}`, async () => {
      await beforeLookUp();
      const presented = parseSecret(clear, uses);
      return presented && look(await tenantIdOf(store, tenantName), presented);
    });
};

/** Short enough that whatever was revoked is refused everywhere within 5 s, without anybody being told. */
const rememberedForMs = 2_000;
