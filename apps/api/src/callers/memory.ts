/** What is remembered of a key, or what `lookUp` finds; null is not remembered. */
export type Memory<V> = (key: string, lookUp: () => Promise<V | null>) => Promise<V | null>;

type MemoryOptions<V> = { forMs: number; max: number; now: () => number; expiresAt?: (value: V) => Date | null };

/**
 * Remembers what was looked up for a short while, and never more than so much of it: the oldest goes first. Those
 * who ask for the same at once wait for the first of them; only if it finds nothing does each look for itself.
 */
export const createMemory = <V>({ forMs, max, now, expiresAt }: MemoryOptions<V>): Memory<V> => {
  const kept = new Map<string, { value: V; until: number }>();
  const underWay = new Map<string, Promise<V | null>>();

  const keep = (key: string, value: V): void => {
    for (const oldest of kept.keys()) {
      if (kept.size < max) break;
      kept.delete(oldest);
    }
    kept.set(key, { value, until: Math.min(now() + forMs, expiresAt?.(value)?.getTime() ?? Number.POSITIVE_INFINITY) });
  };

  return async (key, lookUp) => {
    const known = kept.get(key);
    if (known && known.until > now()) return known.value;
    kept.delete(key);

    const found = await underWay.get(key);
    if (found) return found;
    const looking = lookUp();
    underWay.set(key, looking);
    try {
      const value = await looking;
      if (value !== null) keep(key, value);
      return value;
    } finally {
      if (underWay.get(key) === looking) underWay.delete(key);
    }
  };
};
