import type { TenantId } from '@parley/contract';
import { type Store, StoreUnavailable } from '@parley/store';

/**
 * Gives every record of the audit log its place in its tenant's chain. Goes round the tenants with a bounded number
 * of records at a time, so that nobody waits long for a busy one. A chain that cannot go on stops no other; which
 * those are is said at the end. Several workers may do it at once. The signal ends it after the transactions in hand.
 */
export const chainAudit = async ({ store, signal }: { store: Store; signal: AbortSignal }): Promise<void> => {
  const stuck = new Map<TenantId, unknown>();
  const chain = (tenantId: TenantId): Promise<number> =>
    store
      .forTenant(tenantId, ({ audit }) => audit.chain(chainedAtOnce))
      .catch((error: unknown) => {
        if (error instanceof StoreUnavailable) throw error;
        stuck.set(tenantId, error);
        return 0;
      });

  let chained: number;
  do {
    chained = 0;
    const tenants = (await store.forInstallation(({ findUnchained }) => findUnchained())).values();
    const takeTurns = async () => {
      for (const tenantId of tenants) {
        if (signal.aborted) return;
        const count = await chain(tenantId);
        chained += count;
      }
    };
    await Promise.all(Array.from({ length: tenantsAtOnce }, takeTurns));
  } while (chained > 0 && !signal.aborted);
  if (stuck.size > 0)
    throw new AggregateError(stuck.values(), `Not chained: the audit log of ${[...stuck.keys()].join(', ')}.`);
};

const chainedAtOnce = 1_000;
const tenantsAtOnce = 4;
