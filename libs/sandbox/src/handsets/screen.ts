import type { Shown } from './shown.ts';

/** A message on a telephone: what a person sees of it, and the bytes of what was said, from which it can be quoted and
 * sent again. */
export type Entry = {
  shown: Shown;
  content: Buffer;
  /** How often each device has had it again that could not decrypt it. */
  resent?: Map<string, number>;
};

/** What a telephone shows, oldest first. */
export type Screen = {
  put: (entry: Entry) => void;
  /** By id and the digits of whoever wrote it. */
  find: (id: string, from: string) => Entry | undefined;
  /** By id alone, whoever wrote it; the newest where several chose the same id. */
  findById: (id: string) => Entry | undefined;
  all: () => Shown[];
  entries: () => Entry[];
};

/** The oldest go when there are more. */
const keptEntries = 10_000;
/** Of what was said: clients choose how long it is. */
const keptBytes = 64 * 1024 * 1024;

export const createScreen = (most = keptEntries): Screen => {
  const entries = new Set<Entry>();
  const byId = new Map<string, Entry[]>();
  let bytes = 0;
  const dropOldest = (): void => {
    for (const entry of entries) {
      const { id } = entry.shown;
      const rest = (byId.get(id) ?? []).filter((other) => other !== entry);
      if (rest.length === 0) byId.delete(id);
      else byId.set(id, rest);
      entries.delete(entry);
      bytes -= entry.content.length;
      return;
    }
  };
  return {
    put: (entry) => {
      const { id } = entry.shown;
      entries.add(entry);
      byId.set(id, [...(byId.get(id) ?? []), entry]);
      bytes += entry.content.length;
      while (entries.size > most || (bytes > keptBytes && entries.size > 1)) dropOldest();
    },
    find: (id, from) => byId.get(id)?.find(({ shown }) => shown.from === from),
    findById: (id) => byId.get(id)?.at(-1),
    all: () => [...entries].map(({ shown }) => shown),
    entries: () => [...entries],
  };
};
