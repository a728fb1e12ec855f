/** What was seen of something that is promised. */
export type Finding = { what: string; seen: string; promised: string; isKept: boolean };

/** A time that must not be longer than promised; in seconds for people. */
export const within = (what: string, { seenMs, promisedMs }: { seenMs: number; promisedMs: number }): Finding => ({
  what,
  seen: `${(seenMs / 1_000).toFixed(2)} s`,
  promised: `${promisedMs / 1_000} s`,
  isKept: seenMs <= promisedMs,
});

/** Something of which there must be none. */
export const none = (what: string, found: readonly string[]): Finding => ({
  what,
  seen: found.length === 0 ? 'none' : `${found.length}: ${found.slice(0, 3).join('; ')}`,
  promised: 'none',
  isKept: found.length === 0,
});

/** Something that is only told. */
export const told = (what: string, seen: string): Finding => ({ what, seen, promised: '', isKept: true });

/** The least value that so many percent of all are not above. */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil((sorted.length * percent) / 100) - 1, 0)] ?? 0;
};
