import type { Logger } from '@parley/runtime';
import type { Store } from '@parley/store';

type Upkeep = { store: Store; logger: Logger; signal: AbortSignal };

/**
 * Removes events that are older than their tenant's plan keeps them, a bounded number in each transaction. The
 * signal ends it after the one in hand; the next turn goes on from there.
 */
export const pruneEvents = async ({ store, logger, signal }: Upkeep): Promise<void> => {
  let pruned = 0;
  let last: number;
  do {
    last = await store.forInstallation((installation) => installation.pruneEvents(prunedAtOnce));
    pruned += last;
  } while (last === prunedAtOnce && !signal.aborted);
  if (pruned > 0) logger.info({ events: pruned }, 'events pruned');
};

const prunedAtOnce = 5_000;
