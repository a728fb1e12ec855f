/** Something has changed: about whom, by digits, or about which group, by its id; or in what concerns everybody. */
export type Happening = { kind: 'account' | 'conversation' | 'group'; phone: string } | { kind: 'ledger' | 'faults' };

/** Tells whoever watches that something has changed, so that a page need not ask again and again. */
export type Live = {
  tell: (what: Happening) => void;
  /** Answers how to stop watching. */
  watch: (told: (what: Happening) => void) => () => void;
};

export const createLive = (): Live => {
  const watchers = new Set<(what: Happening) => void>();
  return {
    tell: (what) => {
      for (const told of watchers) told(what);
    },
    watch: (told) => {
      watchers.add(told);
      return () => void watchers.delete(told);
    },
  };
};
