import type { Logger } from '@parley/runtime';
import type { Store } from '@parley/store';
import { tenantsInTurn } from './tenants-in-turn.ts';

type Pruning = { store: Store; logger: Logger; signal: AbortSignal };

/** Removes what its tenant's plan keeps no longer of messages, and with them what they count in. */
export const pruneMessages = async ({ store, logger, signal }: Pruning): Promise<void> => {
  const pruned = await tenantsInTurn({
    what: 'pruned: messages',
    find: () => store.forInstallation(({ findPrunable }) => findPrunable()),
    work: (tenantId) => store.forTenant(tenantId, ({ messages }) => messages.prune(prunedAtOnce)),
    signal,
  });
  if (pruned > 0) logger.info({ what: 'messages', count: pruned }, 'pruned');
};

const prunedAtOnce = 2_000;
