import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from '../env.ts';
import { lastLines, startChild } from '../services/child.ts';

/** Whether a build would change nothing. Nx would know too, but needs seconds to say so. */
export const isBuilt = (): boolean =>
  existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(env.root) && !isAnyResultMissing();

/** Builds what changed since the last build; Nx knows what that is. Two at once take turns: they write the same files. */
export const build = async (log: string): Promise<void> => {
  mkdirSync(env.cache, { recursive: true, mode: 0o700 });
  const built = fingerprint(env.root);
  const nx = [process.execPath, join(env.root, 'node_modules', '.bin', 'nx')];
  const child = await startChild({
    command: 'flock',
    args: [
      ...['--no-fork', join(env.cache, 'build.lock')],
      ...[...nx, 'run-many', '-t', 'build', '--outputStyle=static', '--nxBail'],
    ],
    cwd: env.root,
    log,
    stopSignal: 'SIGTERM',
    env: { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`The build failed. The end of ${log}:\n${lastLines(log, 60)}`);
  writeFileSync(stamp, built);
};

/** Stands for every file a build reads, by its name, size and time: none can change, come or go unseen. */
export const fingerprint = (root: string): string => {
  const hash = createHash('sha256');
  for (const file of globSync(['{apps,libs}/*/{src,public}/**', '{apps,libs}/*/*.*', '*.json'], {
    cwd: root,
  }).toSorted()) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
};

const stamp = join(env.cache, 'built');

const isAnyResultMissing = (): boolean =>
  globSync('{apps,libs}/*/package.json', { cwd: env.root }).some(
    (manifest) => !existsSync(join(env.root, manifest, '..', 'dist')),
  );
