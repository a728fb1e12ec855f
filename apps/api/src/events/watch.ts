import type { TenantId } from '@parley/contract';
import type { Signals } from '@parley/coordination';

/** Looks until there is something to find, or the time is over, or nobody waits any more: null then. */
export type Watch = <T>(look: () => Promise<T | null>, forMs: number) => Promise<T | null>;

type Options = {
  signals: Signals;
  tenantId: TenantId;
  /** Ends it, and all that belongs to it. */
  over: AbortSignal;
};

/**
 * Watches a tenant: looks when it is told that there is news, and not again and again. What was told may be visible only
 * a moment later (an event is, once every transaction from before it has ended), so after a signal it looks a few times
 * more; and now and then without any, since a signal can be lost. Where Redis is away that is every second.
 */
export const createWatch = ({ signals, tenantId, over }: Options): Watch => {
  let isHearing = false;
  let told = 0;
  let wake = (): void => {};
  const stop = signals.listen(tenantId, () => {
    isHearing = true;
    told += 1;
    wake();
  });
  const end = (): void => {
    stop();
    wake();
  };
  if (over.aborted) end();
  else over.addEventListener('abort', end, { once: true });

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return async (look, forMs) => {
    const until = performance.now() + forMs;
    let looks = afterSignalMs.length;
    for (;;) {
      const known = told;
      const found = await look();
      const leftMs = until - performance.now();
      if (found !== null || leftMs <= 0 || over.aborted) return found;
      const pauseMs = isHearing ? (afterSignalMs[looks] ?? unaskedMs) : deafMs;
      if (told === known) await pause(Math.min(pauseMs, leftMs));
      looks = told === known ? looks + 1 : 0;
      if (over.aborted) return null;
    }
  };
};

const afterSignalMs = [50, 100, 200, 400, 800];
const unaskedMs = 5_000;
const deafMs = 1_000;
