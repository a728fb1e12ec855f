import { readdirSync, readFileSync } from 'node:fs';
import { vi } from 'vitest';

// What the kernel says of processes, for tests that prove that none is left behind.

/** A process, told from a later one with the same number by when it began. */
export type Seen = { pid: number; beganAt: string };

/** All children of a process, and theirs. */
export const descendantsOf = (root: number): Seen[] => {
  const all = listProcesses();
  const below = (pid: number): Seen[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  return below(root).map(({ pid, beganAt }) => ({ pid, beganAt }));
};

/** The work a process and all below it have done so far, those that ended included, in seconds of one core. */
export const workOf = (root: number): number => {
  const pids = new Set([root, ...descendantsOf(root).map(({ pid }) => pid)]);
  const ticks = listProcesses().filter(({ pid }) => pids.has(pid));
  return ticks.reduce((sum, each) => sum + each.ticks, 0) / ticksPerSecond;
};

/** What the kernel counts in, on every Linux there is. */
const ticksPerSecond = 100;

export const stillAlive = (seen: Seen[]): Seen[] => {
  const now = new Map(listProcesses().map(({ pid, beganAt }) => [pid, beganAt]));
  return seen.filter(({ pid, beganAt }) => now.get(pid) === beganAt);
};

export const waitUntilGone = (seen: Seen[], timeoutMs = 10_000): Promise<void> =>
  vi.waitFor(
    () => {
      const left = stillAlive(seen);
      if (left.length > 0) throw new Error(`Still alive: ${left.map(({ pid }) => describe(pid)).join(', ')}`);
    },
    { timeout: timeoutMs, interval: 50 },
  );

export const findDescendant = (root: number, words: string): number => {
  const found = descendantsOf(root).find(({ pid }) => describe(pid).includes(words));
  if (!found) throw new Error(`No process below ${root} is called ${words}.`);
  return found.pid;
};

type Listed = Seen & { parent: number; ticks: number };

const listProcesses = (): Listed[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      // The name of the program stands in brackets and may itself hold any of them; a zombie is gone.
      const fields = read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ') ?? [];
      const [state, parent, beganAt] = [fields[0], fields[1], fields[19]];
      if (state === 'Z' || parent === undefined || beganAt === undefined) return [];
      // Its own time and that of its children that ended, in the kernel and outside.
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
      return [{ pid: Number(name), parent: Number(parent), beganAt, ticks }];
    });

const describe = (pid: number) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()}`;

/** Empty for a process that has just gone. */
const read = (file: string) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
