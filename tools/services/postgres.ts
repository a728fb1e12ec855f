import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild, waitUntilReady } from './child.ts';
import { waitForEarlierRun, worksIn } from './earlier-run.ts';
import { findPostgres } from './postgres-program.ts';
import { findPostgresUser, giveTo, openPrograms, type PostgresUser } from './postgres-user.ts';
import { runOrThrow } from './run.ts';
import { secretFile } from './secret-file.ts';

export type Postgres = Child & { url: string };

export type PostgresOptions = {
  /** Holds the data and the password; made if missing, kept if there. */
  folder: string;
  log: string;
  port: number;
  /** For tests: nothing is flushed to disk, because nothing is kept. */
  throwaway?: boolean;
};

const owner = 'parley';

/** A real Postgres on 127.0.0.1 with a database `parley`, ready for questions. */
export const startPostgres = async ({ folder, log, port, throwaway = false }: PostgresOptions): Promise<Postgres> => {
  const data = join(folder, 'data');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = await findPostgres();
  const user = await findPostgresUser(found, folder);
  const programs = await openPrograms(user, found);
  const password = secretFile(join(folder, 'password'));

  if (!existsSync(data)) await createCluster({ programs, user, folder, data, throwaway });
  giveTo(user, data);
  await waitForEarlierRun(join(data, 'postmaster.pid'), data);

  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    ...(throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const child = await startChild({
    command: join(programs, 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    log,
    // A "fast" shutdown: open transactions are rolled back, everything committed is on disk.
    stopSignal: 'SIGINT',
    runAs: user.words,
    // Variables meant for somebody's psql must not turn our server around.
    env: { PGDATA: undefined, PGPORT: undefined, PGHOST: undefined, PGUSER: undefined },
  });
  await waitUntilReady('Postgres', { child, log, isReady: async () => saysReady(data, child.pid), withinMs: 120_000 });
  return { ...child, url: urlOf(password, port) };
};

/** Where the server of a folder answers, or null if none runs there: it writes its port into its pid file. */
export const findRunningPostgres = (folder: string): string | null => {
  const pidFile = join(folder, 'data', 'postmaster.pid');
  if (!existsSync(pidFile)) return null;
  const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n').map(Number);
  if (!pid || !port || !worksIn(pid, realpathSync(join(folder, 'data')))) return null;
  return urlOf(readFileSync(join(folder, 'password'), 'utf8').trim(), port);
};

const urlOf = (password: string, port: number): string => `postgres://${owner}:${password}@127.0.0.1:${port}/parley`;

type Cluster = { programs: string; user: PostgresUser; folder: string; data: string; throwaway: boolean };

/** Made beside its place and renamed at the end: a start that was cut short leaves no half cluster behind. */
const createCluster = async ({ programs, user, folder, data, throwaway }: Cluster) => {
  const unfinished = `${data}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const inCluster = (program: string, args: string[], input = '') => {
    const [command = '', ...words] = [...user.words, join(programs, program), ...args];
    return runOrThrow(command, words, { input });
  };
  await inCluster('initdb', [
    ...['-D', unfinished, '-U', owner, `--pwfile=${join(folder, 'password')}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C.UTF-8'],
    ...(throwaway ? ['--no-sync'] : []),
  ]);
  await inCluster('postgres', ['--single', '-D', unfinished, 'postgres'], `create database ${owner}\n`);
  renameSync(unfinished, data);
};

/** What pg_ctl does: the server writes its state into the eighth line of its pid file. */
const saysReady = (data: string, pid: number): boolean => {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return false;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
};
