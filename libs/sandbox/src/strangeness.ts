/** What clients said that nobody here understands, and what went wrong over it. A test that finds anything in it
 * should fail: either the client is wrong, or the network lacks something. */
export type Strangeness = {
  /** Answers how to take it back, where it has explained itself after all. */
  write: (connection: number | null, what: unknown) => () => void;
  all: () => { connection: number | null; what: string }[];
};

const kept = 1000;
/** Clients choose much of what stands here; nobody reads more of it than this. */
const longestText = 2000;

const toText = (what: unknown): string => (what instanceof Error ? (what.stack ?? what.message) : String(what));

export const createStrangeness = (): Strangeness => {
  const entries: { connection: number | null; what: string }[] = [];
  return {
    write: (connection, what) => {
      const entry = { connection, what: toText(what).slice(0, longestText) };
      entries.push(entry);
      if (entries.length > kept) entries.shift();
      return () => {
        const at = entries.indexOf(entry);
        if (at !== -1) entries.splice(at, 1);
      };
    },
    all: () => [...entries],
  };
};
