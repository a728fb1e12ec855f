import { readdir, stat, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What Baileys writes while it uploads a medium: its kind, an id as messages have it, and what it is. Some are the
 * medium as it is, not encrypted. */
const ofBaileys = /^[a-z-]{0,30}3EB0[0-9A-F]{18}(?:-enc|-original|\.jpg)?$/u;

/** Whatever is this old is of an upload that did not come to its end. */
const usualAgeMs = 60 * 60_000;

/**
 * Baileys takes its temporary files away when an upload has ended; those of a process that was killed stay. This removes
 * them, all that are older than an hour, and answers how many. Whoever holds sessions calls it at its start, and now and
 * then. What belongs to another user of the machine, or is gone already, is left alone.
 */
export const removeTempFiles = async ({
  olderThanMs = usualAgeMs,
  folder = tmpdir(),
}: { olderThanMs?: number; folder?: string } = {}): Promise<number> => {
  const before = Date.now() - olderThanMs;
  const names = (await readdir(folder)).filter((name) => ofBaileys.test(name));
  let removed = 0;
  for (const name of names) if (await removeWhereOlder(join(folder, name), before)) removed += 1;
  return removed;
};

const removeWhereOlder = async (path: string, before: number): Promise<boolean> => {
  try {
    if ((await stat(path)).mtimeMs > before) return false;
    await unlink(path);
    return true;
  } catch {
    return false;
  }
};
