import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from './doors/store-unavailable.ts';
import type { Store } from './store.ts';

/**
 * For work that runs once and must not fail because it came first: the first use of a door also loads, connects and
 * authenticates, more than a slow machine does in the time a request would be given.
 */
export const untilReady = async (store: Store, withinMs = 30_000): Promise<void> => {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await store.ready();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || performance.now() > giveUpAt) throw error;
    }
    await sleep(100);
  }
};
