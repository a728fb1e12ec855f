import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { env } from '../env.ts';
import { lastLines, startChild } from '../services/child.ts';

/** Builds what changed since the last build; Nx knows what that is. Two at once take turns: they write the same files. */
export const build = async (log: string): Promise<void> => {
  mkdirSync(env.cache, { recursive: true, mode: 0o700 });
  const nx = [process.execPath, join(env.root, 'node_modules', '.bin', 'nx')];
  const child = await startChild({
    command: 'flock',
    args: [
      '--no-fork',
      join(env.cache, 'build.lock'),
      ...nx,
      'run-many',
      '-t',
      'build',
      '--outputStyle=static',
      '--nxBail',
    ],
    cwd: env.root,
    log,
    stopSignal: 'SIGTERM',
    env: { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`The build failed. The end of ${log}:\n${lastLines(log, 60)}`);
};
