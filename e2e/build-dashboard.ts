import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { env } from '../tools/env.ts';

/** The pages as they are served. Nx knows whether anything changed; two at once take turns, as in `npm start`. */
export const buildDashboard = async (): Promise<void> => {
  mkdirSync(env.cache, { recursive: true, mode: 0o700 });
  const nx = [process.execPath, join(env.root, 'node_modules', '.bin', 'nx')];
  await promisify(execFile)(
    'flock',
    ['--no-fork', join(env.cache, 'build.lock'), ...nx, 'run', '@parley/dashboard:build', '--outputStyle=static'],
    { cwd: env.root, env: { PATH: env.path, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', NO_COLOR: '1' } },
  );
};
