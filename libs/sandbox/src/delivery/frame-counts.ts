/** How often each message has come from a client: a client that is not sure sends the same id again. */
export type FrameCounts = {
  /** Counts one more frame of this id from this account; answers which it is, from 1. */
  next: (account: string, id: string) => number;
};

/** `kept` ids are remembered at least; those not heard of for longest go first. */
export const createFrameCounts = (kept = 200_000): FrameCounts => {
  // Two halves, so that forgetting costs nothing: when the newer is full, it becomes the older.
  let newer = new Map<string, number>();
  let older = new Map<string, number>();
  return {
    next: (account, id) => {
      const key = `${account} ${id}`;
      const count = (newer.get(key) ?? older.get(key) ?? 0) + 1;
      newer.set(key, count);
      if (newer.size >= kept) {
        older = newer;
        newer = new Map();
      }
      return count;
    },
  };
};
