import type { Network } from '@parley/contract';
import { findHeldShards, type Redis } from '@parley/coordination';
import { createMemory } from '../callers/memory.ts';

/** Whether a worker is there for a device; null where nobody can say. */
export type IsHeld = (device: { device: { network: Network }; shard: string }) => Promise<boolean | null>;

/**
 * A yes may be a second old, so that a page that asks for all its devices at once asks Redis once; a no never is: who has
 * just been found is not said to be away. Where Redis does not answer, its workers cannot renew their leases either: once
 * that has lasted for longer than they may hold on, no worker is there for anybody.
 */
export const createIsHeld = (redis: Redis, now: () => number = () => performance.now()): IsHeld => {
  let unknownSince: number | null = null;
  const find = async (network: Network): Promise<ReadonlySet<string> | null> => {
    const held = await findHeldShards({ redis, network });
    if (held !== null) unknownSince = null;
    else unknownSince ??= now();
    return held;
  };
  const remembered = createMemory<ReadonlySet<string>>({ forMs: 1_000, max: 2, now });
  const current = createMemory<ReadonlySet<string>>({ forMs: 0, max: 2, now });
  const look = async (network: Network, shard: string): Promise<boolean | null> => {
    const held = await remembered(network, () => find(network));
    if (held === null) return null;
    return held.has(shard) || ((await current(network, () => find(network)))?.has(shard) ?? null);
  };
  return async ({ device: { network }, shard }) => {
    const isHeld = await look(network, shard);
    return isHeld === null && unknownSince !== null && now() - unknownSince > holdsOnMs ? false : isHeld;
  };
};

/** A little more than the time for which a worker acts on a lease that it cannot renew. */
const holdsOnMs = 8_000;
