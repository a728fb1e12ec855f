import type { Store } from '@parley/store';
import { tenantsInTurn } from './tenants-in-turn.ts';

/** Gives every record of the audit log its place in its tenant's chain. A chain that cannot go on stops no other. */
export const chainAudit = async ({ store, signal }: { store: Store; signal: AbortSignal }): Promise<void> => {
  await tenantsInTurn({
    what: 'chained: the audit log',
    find: () => store.forInstallation(({ findUnchained }) => findUnchained()),
    work: (tenantId) => store.forTenant(tenantId, ({ audit }) => audit.chain(chainedAtOnce)),
    signal,
  });
};

const chainedAtOnce = 1_000;
