import { chownSync, existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { run, runOrThrow } from './run.ts';

// Postgres runs neither as root nor as a user whose number has no name. Both run it in a user namespace of their own,
// where the same user goes by a number that has one; or root, where namespaces are forbidden or do not reach the
// folder, as the user `nobody`, who keeps the one right to pass through folders that are closed to others.

export type PostgresUser = {
  /** Words in front of a command that run it as this user. */
  words: string[];
  /** Who owns the files it makes, as seen from outside. */
  uid: number;
};

export const findPostgresUser = async (programs: string, folder: string): Promise<PostgresUser> => {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0 && hasName()) return { words: [], uid };
  const users = uid === 0 ? [namespaced(uid), nobody] : [namespaced(uid)];
  for (const user of users) {
    const [command, ...args] = [...user.words, 'sh', '-c', 'cd "$1" && exec "$2" --version'];
    if ((await run(command, [...args, 'sh', folder, join(programs, 'postgres')])).ok) return user;
  }
  throw new Error(
    `Postgres refuses to run as root or without a user's name, and this machine allows no user namespace for it.\n` +
      'Start as an ordinary user, or set DATABASE_URL to a Postgres that runs.',
  );
};

const hasName = (): boolean => {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
};

const namespaced = (uid: number): PostgresUser => {
  const number = someNamedUser();
  return { words: ['unshare', '-U', `--map-user=${number}`, `--map-group=${number}`], uid };
};

/** Which one does not matter: inside the namespace there is nobody else. */
const someNamedUser = (): number => {
  const numbers = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => Number(line.split(':')[2]));
  return numbers.find((number) => number > 0) ?? 65_534;
};

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
