import { chownSync, existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run, runOrThrow } from './run.ts';

// Postgres refuses to run as root. Root therefore runs it in a user namespace of its own, where the same root is
// called number 1000; or, where namespaces are forbidden or do not reach the folder, as the user `nobody`, who keeps
// the one right to pass through folders that are closed to others.

export type PostgresUser = {
  /** Words in front of a command that run it as this user. */
  words: string[];
  /** Who owns the files it makes, as seen from outside. */
  uid: number;
};

export const findPostgresUser = async (programs: string, folder: string): Promise<PostgresUser> => {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { words: [], uid };
  for (const user of [namespaced, nobody]) {
    const [command, ...args] = [...user.words, 'sh', '-c', 'cd "$1" && exec "$2" --version'];
    if ((await run(command, [...args, 'sh', folder, join(programs, 'postgres')])).ok) return user;
  }
  throw new Error(
    `Postgres refuses to run as root, and this machine allows neither a user namespace nor another user for it.\n` +
      'Start as an ordinary user, or set DATABASE_URL to a Postgres that runs.',
  );
};

const namespaced: PostgresUser = { words: ['unshare', '-U', '--map-user=1000', '--map-group=1000'], uid: 0 };

const nobody: PostgresUser = {
  words: [
    'setpriv',
    ...['--reuid=65534', '--regid=65534', '--clear-groups'],
    ...['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'],
  ],
  uid: 65_534,
};

/** Data made under the other of the two users changes hands; Postgres opens only what is its own. */
export const giveTo = (user: PostgresUser, path: string): void => {
  if (!existsSync(path) || statSync(path).uid === user.uid) return;
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' }))
    chownSync(join(path, entry), user.uid, -1);
  chownSync(path, user.uid, -1);
};

/**
 * Where this user can start the programs from. Passing through closed folders is not enough for `initdb`, which asks
 * beforehand whether it may: for `nobody`, programs that lie in such a folder are copied to an open one.
 */
export const openPrograms = async (user: PostgresUser, programs: string): Promise<string> => {
  const [command, ...args] = [...user.words, 'test', '-x', join(programs, 'postgres')];
  if ((await run(command, args)).ok) return programs;
  const version = (await runOrThrow(join(programs, 'postgres'), ['--version'])).trim().split(' ').at(-1);
  const copy = `/var/lib/parley-postgres-${version}`;
  if (!existsSync(copy)) {
    await runOrThrow('cp', ['-R', dirname(programs), `${copy}.${process.pid}`]);
    await runOrThrow('chmod', ['-R', 'a+rX', `${copy}.${process.pid}`]);
    renameSync(`${copy}.${process.pid}`, copy);
  }
  return join(copy, basename(programs));
};
