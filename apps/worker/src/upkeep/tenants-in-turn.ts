import type { TenantId } from '@parley/contract';
import { StoreUnavailable } from '@parley/store';

export type InTurn = {
  /** What is done, for whoever reads that it failed. */
  what: string;
  /** Those for which there is something to do. */
  find: () => Promise<readonly TenantId[]>;
  /** A bounded part of it for one of them; says how much that was. */
  work: (tenantId: TenantId) => Promise<number>;
  signal: AbortSignal;
};

/**
 * Goes round the tenants until nothing is left to do, a bounded part for each at a time, so that nobody waits long for a
 * busy one. A tenant for which it fails stops no other; which those are is said at the end. Several workers may do it at
 * once. The signal ends it after the transactions in hand. Says how much was done.
 */
export const tenantsInTurn = async ({ what, find, work, signal }: InTurn): Promise<number> => {
  const stuck = new Map<TenantId, unknown>();
  const tryWork = (tenantId: TenantId): Promise<number> =>
    work(tenantId).catch((error: unknown) => {
      if (error instanceof StoreUnavailable) throw error;
      stuck.set(tenantId, error);
      return 0;
    });

  let all = 0;
  let done: number;
  do {
    done = 0;
    const tenants = (await find()).values();
    const takeTurns = async () => {
      for (const tenantId of tenants) {
        if (signal.aborted) return;
        const count = await tryWork(tenantId);
        done += count;
      }
    };
    await Promise.all(Array.from({ length: tenantsAtOnce }, takeTurns));
    all += done;
  } while (done > 0 && !signal.aborted);
  if (stuck.size > 0) throw new AggregateError(stuck.values(), `Not ${what} of ${[...stuck.keys()].join(', ')}.`);
  return all;
};

const tenantsAtOnce = 4;
