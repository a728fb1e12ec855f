import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { env } from '../tools/env.ts';
import type { Demo } from '../tools/start/demo.ts';
import { descendantsOf, type Seen, waitUntilGone } from '../tools/test/process-tree.ts';

export type RunningParley = {
  demo: Demo;
  /** The npm process at the top; everything else stands below it. */
  pid: number;
  processes(): Seen[];
  /** Everything it wrote for a person to read. */
  said(): string;
  /** What npm hands back when it gets the signal, after every process is gone. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
};

export type Start = {
  home: string;
  /** What stands behind `npm start -- --json`. */
  words?: string[];
  /** What a person who knows more than a new user has set. */
  settings?: Record<string, string>;
};

/** The whole product, started as anybody starts it: `npm start -- --json`, with its state in `home`. */
export const startParley = async (start: Start): Promise<RunningParley> => {
  const npm = runStart(start);
  const pid = npm.pid ?? 0;
  const ended = once(npm, 'close');

  let said = '';
  npm.stderr?.on('data', (chunk) => (said += chunk));
  const line = await Promise.race([firstJsonLine(npm), ended.then(() => null)]);
  if (line === null) throw new Error(`npm start ended by itself:\n${said}`);
  return {
    demo: JSON.parse(line),
    pid,
    processes: () => descendantsOf(pid),
    said: () => said,
    stop: async (signal) => {
      const all = descendantsOf(pid);
      npm.kill(signal);
      const [code] = await ended;
      await waitUntilGone(all);
      return code;
    },
  };
};

/** A start that is expected to say no. */
export const failToStart = (start: Start): Promise<Said> => readToEnd(runStart(start));

/** `npm run plan -- <tenant> <plan>` for what runs, or does not, in `home`. */
export const runPlan = ({ words = [], ...start }: Start): Promise<Said> =>
  readToEnd(runNpm({ ...start, words: ['--silent', 'run', 'plan', '--', ...words] }));

type Said = { code: number | null; said: string };

const readToEnd = async (npm: ChildProcess): Promise<Said> => {
  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) stream?.on('data', (chunk) => (said += chunk));
  const [code] = await once(npm, 'close');
  return { code, said };
};

const runStart = ({ words = [], ...start }: Start): ChildProcess =>
  runNpm({ ...start, words: ['start', '--', '--json', ...words] });

/** With nothing of the test's own environment, as a new user has none of it; and never longer than the test. */
const runNpm = ({ home, words = [], settings = {} }: Start): ChildProcess =>
  spawn('setpriv', ['--pdeathsig', 'KILL', '--', 'npm', ...words], {
    cwd: env.root,
    env: { PATH: env.path, HOME: homedir(), PARLEY_HOME: home, PARLEY_CACHE: env.cache, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** npm itself puts a line above with the command it runs. */
const firstJsonLine = (npm: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    let out = '';
    npm.stdout?.on('data', (chunk) => {
      out += chunk;
      const line = out.split('\n').find((each, place, all) => each.startsWith('{') && place < all.length - 1);
      if (line !== undefined) resolve(line);
    });
  });
