import type { Caller } from '../callers/caller.ts';
import { refuse } from '../http/refuse.ts';

/** All who wait for news in this process, so many at most. */
export type Waits = {
  /** From now on the caller waits, until it is gone. Refuses who waits in too many places already, or whose tenant does: none
   * fills this process alone. The signal is aborted once the wait is to end: the caller is gone, or this process is about
   * to stop. */
  enter: (caller: Pick<Caller, 'by' | 'tenantId'>, gone: AbortSignal) => AbortSignal;
  /** Nobody waits any more. */
  close: () => void;
};

type Most = { ofOne: number; ofTenant: number; ofAll: number };

export const createWaits = (most: Most = usualMost): Waits => {
  const closing = new AbortController();
  const counts = new Map<string, number>();
  const countOf = (who: string): number => counts.get(who) ?? 0;
  const count = (who: string, change: 1 | -1): void => {
    const left = countOf(who) + change;
    if (left > 0) counts.set(who, left);
    else counts.delete(who);
  };

  return {
    enter({ by, tenantId }, gone) {
      const who = by.kind === 'token' ? by.id : by.loginId;
      const isFull =
        countOf(who) >= most.ofOne || countOf(tenantId) >= most.ofTenant || countOf(everybody) >= most.ofAll;
      if (isFull) return refuse({ code: 'rate_limited', retryAfterMs });
      if (gone.aborted) return gone;
      const counted = [who, tenantId, everybody];
      for (const each of counted) count(each, 1);
      const leave = (): void => {
        for (const each of counted) count(each, -1);
      };
      gone.addEventListener('abort', leave, { once: true });
      return AbortSignal.any([gone, closing.signal]);
    },
    close: () => closing.abort(),
  };
};

/** A dashboard waits once for each page that is looked at; a program once or twice. */
const usualMost: Most = { ofOne: 20, ofTenant: 200, ofAll: 2_000 };
const everybody = '';
const retryAfterMs = 5_000;
