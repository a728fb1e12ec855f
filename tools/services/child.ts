import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { childEnv } from '../env.ts';

// Every server we start is a child like this. The kernel sends it its stop signal when we die, however we die, so
// nothing is left behind. It has a session of its own, so that a Ctrl-C in the terminal reaches only us and we stop
// things in their order.

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type Child = {
  pid: number;
  exited: Promise<Exit>;
  /** Asks it to stop; after `stopWithinMs` it is killed. Stopping twice is stopping once. */
  stop(): Promise<void>;
};

export type ChildOptions = {
  command: string;
  args: string[];
  /** Both its streams are appended here. */
  log: string;
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** Words in front of the command that change who runs it. */
  runAs?: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  stopWithinMs?: number;
};

export const startChild = async (options: ChildOptions): Promise<Child> => {
  const { command, args, log, stopSignal, runAs = [], env, cwd, stopWithinMs = 15_000 } = options;
  // setpriv comes last: a change of user or namespace would clear the parent-death signal.
  const words = [...runAs, 'setpriv', '--pdeathsig', stopSignal.slice(3), '--', command, ...args];
  const logFile = openSync(log, 'a', 0o600);
  const child = spawn(words[0] ?? command, words.slice(1), {
    detached: true,
    stdio: ['ignore', logFile, logFile],
    env: childEnv(env),
    ...(cwd === undefined ? {} : { cwd }),
  });
  closeSync(logFile);

  const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new Error(`Cannot start ${words[0]}: ${error.message}`)));
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`Cannot start ${command}: it has no process id.`);

  let stopping: Promise<void> | null = null;
  const stop = async () => {
    signalTo(pid, stopSignal);
    const deadline = setTimeout(() => signalTo(-pid, 'SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(deadline);
  };
  return {
    pid,
    exited,
    stop: () => (stopping ??= child.exitCode === null && child.signalCode === null ? stop() : Promise.resolve()),
  };
};

const signalTo = (pid: number, signal: NodeJS.Signals) => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
};

const isGone = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ESRCH';

/** The end of a log, to show why a child died. */
export const lastLines = (log: string, count = 12): string =>
  readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n');

type Waiting = { child: Child; log: string; isReady(): Promise<boolean>; withinMs?: number };

/** Looks again and again until `isReady` says yes; gives up when the child dies or the time is over. */
export const waitUntilReady = async (name: string, waiting: Waiting): Promise<void> => {
  const { child, log, isReady, withinMs = 60_000 } = waiting;
  let exit: Exit | null = null;
  void child.exited.then((how) => (exit = how));
  const giveUpAt = performance.now() + withinMs;
  while (!(await isReady())) {
    if (exit !== null) throw new Error(`${name} stopped while it was starting. The end of ${log}:\n${lastLines(log)}`);
    if (performance.now() > giveUpAt) {
      await child.stop();
      throw new Error(`${name} was not ready after ${withinMs / 1000} s. The end of ${log}:\n${lastLines(log)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
