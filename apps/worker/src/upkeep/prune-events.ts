import type { Logger } from '@parley/runtime';
import type { Store } from '@parley/store';

/** Removes events that are older than their tenant's plan keeps them, a bounded number in each transaction. */
export const pruneEvents = async ({ store, logger }: { store: Store; logger: Logger }): Promise<void> => {
  let pruned = 0;
  let last: number;
  do {
    last = await store.forInstallation((installation) => installation.pruneEvents(prunedAtOnce));
    pruned += last;
  } while (last === prunedAtOnce);
  if (pruned > 0) logger.info({ events: pruned }, 'events pruned');
};

const prunedAtOnce = 5_000;
