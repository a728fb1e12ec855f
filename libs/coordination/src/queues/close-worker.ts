import { canFail, withinMs } from '@parley/runtime';
import type { Worker } from 'bullmq';

/** Takes no more jobs, and waits for those in hand, but not for longer than so. Never hangs, Redis there or not. */
export const closeWorker = async (worker: Worker, limitMs: number): Promise<void> => {
  const closed = worker.close().then(() => true);
  const isClosed = await canFail(withinMs(limitMs, closed), 'what is still in hand is left to whoever is next');
  if (isClosed === true) return;
  // Or its own connection, on which it waits for jobs, would look for Redis for ever.
  const cut = worker.getBackend().close(true);
  await canFail(withinMs(cutWithinMs, cut), 'it ends with the process');
};

const cutWithinMs = 200;
