import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { childEnv, env } from '../env.ts';

export type Said = { ok: boolean; stdout: string; stderr: string };

/** Runs a program of node_modules to its end. */
export const runTool = (name: string, args: readonly string[]): Promise<Said> =>
  runScript(join('node_modules/.bin', name), args);

/** Runs a script of the tree under our own Node, to its end. What it says is for us to read, so: no colours. */
export const runScript = (script: string, args: readonly string[]): Promise<Said> =>
  new Promise((resolve) => {
    const options = {
      cwd: env.root,
      env: childEnv({ NO_COLOR: '1', FORCE_COLOR: undefined, NX_DAEMON: 'false', NX_TUI: 'false' }),
      maxBuffer: 256 * 1024 * 1024,
    };
    execFile(process.execPath, [join(env.root, script), ...args], options, (error, stdout, stderr) =>
      resolve({ ok: error === null, stdout, stderr }),
    );
  });
