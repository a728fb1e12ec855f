import type { Logger } from '@parley/runtime';
import type { InstallationStore, Store } from '@parley/store';

type Pruning = {
  store: Store;
  logger: Logger;
  what: 'events' | 'keys' | 'idempotency keys';
  signal: AbortSignal;
};

/**
 * Removes what is older than it is kept, a bounded number in each transaction: events by their tenant's plan, keys by
 * their own time. The signal ends it after the one in hand; the next turn goes on from there.
 */
export const prune = async ({ store, logger, what, signal }: Pruning): Promise<void> => {
  let pruned = 0;
  let last: number;
  do {
    last = await store.forInstallation(pruners[what]);
    pruned += last;
  } while (last === prunedAtOnce && !signal.aborted);
  if (pruned > 0) logger.info({ what, count: pruned }, 'pruned');
};

const prunedAtOnce = 5_000;

const pruners: Record<Pruning['what'], (store: InstallationStore) => Promise<number>> = {
  events: ({ pruneEvents }) => pruneEvents(prunedAtOnce),
  keys: ({ pruneKeys }) => pruneKeys(prunedAtOnce),
  'idempotency keys': ({ pruneIdempotencyKeys }) => pruneIdempotencyKeys(prunedAtOnce),
};
