/** The values of one session that were read or written last, so that the vault is not asked for the same ones with each
 * message. They are kept as bytes, since nobody can change those in place. */
export type ByteCache = {
  has: (kind: string, id: string) => boolean;
  /** Null also where it is known that there is none. */
  get: (kind: string, id: string) => Buffer | null;
  put: (kind: string, id: string, value: Buffer | null) => void;
  clear: () => void;
};

// A thousand sessions share a process: what one of them may keep is little.
const maxBytes = 96 * 1024;
const maxValueBytes = 16 * 1024;
/** What an entry costs beside its value. */
const entryBytes = 100;

export const createByteCache = (): ByteCache => {
  const entries = new Map<string, Buffer | null>();
  let bytes = 0;

  const drop = (key: string): void => {
    const value = entries.get(key);
    if (value === undefined) return;
    entries.delete(key);
    bytes -= costOf(value);
  };
  return {
    has: (kind, id) => entries.has(`${kind} ${id}`),
    get: (kind, id) => {
      const key = `${kind} ${id}`;
      const value = entries.get(key) ?? null;
      if (entries.delete(key)) entries.set(key, value);
      return value;
    },
    put: (kind, id, value) => {
      const key = `${kind} ${id}`;
      drop(key);
      // Pre-keys are made by the hundred and used once.
      if (kind === 'pre-key' || (value?.length ?? 0) > maxValueBytes) return;
      entries.set(key, value);
      bytes += costOf(value);
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break;
        drop(oldest);
      }
    },
    clear: () => {
      entries.clear();
      bytes = 0;
    },
  };
};

const costOf = (value: Buffer | null): number => (value?.length ?? 0) + entryBytes;
