import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Child, startChild, waitUntilReady } from './child.ts';
import { fetchDebianProgram } from './debian-program.ts';
import { waitForEarlierRun } from './earlier-run.ts';
import { findProgram } from './find-program.ts';
import type { Progress } from './progress.ts';
import { secretFile, writeSecret } from './secret-file.ts';

export type Redis = Child & { url: string };

export type RedisOptions = {
  program: string;
  /** Holds the data, the settings and the password; made if missing, kept if there. */
  folder: string;
  log: string;
  port: number;
  /** How many databases it has; Redis' own number unless told. */
  databases?: number;
};

/** A real Redis on 127.0.0.1 that keeps what it is given and never evicts a job. */
export const startRedis = async ({ program, folder, log, port, databases = 16 }: RedisOptions): Promise<Redis> => {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const pidFile = join(folder, 'pid');
  await waitForEarlierRun(pidFile, data);

  const password = secretFile(join(folder, 'password'));
  const config = join(folder, 'redis.conf');
  const settings = {
    bind: '127.0.0.1',
    port,
    requirepass: password,
    dir: JSON.stringify(data),
    pidfile: JSON.stringify(pidFile),
    databases,
    appendonly: 'yes',
    save: '""',
    'maxmemory-policy': 'noeviction',
    // Delayed jobs are looked at `hz` times a second; at the default of 10 they come 35 ms late.
    hz: 100,
  };
  // A file and not arguments: everybody on the machine may read a command line.
  writeSecret(
    config,
    Object.entries(settings)
      .map((setting) => `${setting.join(' ')}\n`)
      .join(''),
  );

  const child = await startChild({ command: program, args: [config], log, stopSignal: 'SIGTERM' });
  await waitUntilReady('Redis', { child, log, isReady: () => answersPing(port, password) });
  return { ...child, url: `redis://:${password}@127.0.0.1:${port}` };
};

/** The server on the PATH, or else Debian's, fetched. */
export const findRedis = async (progress: Progress): Promise<string> => {
  const installed = findProgram(['redis-server', 'valkey-server']);
  if (installed !== null) return installed;
  try {
    return await fetchDebianProgram({ name: 'redis-server', program: 'usr/bin/redis-server' }, progress);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      [
        'Redis is needed, and there is neither redis-server nor valkey-server on the PATH.',
        `Fetching it from Debian did not work either: ${why}`,
        'Install one (Debian and Ubuntu: apt-get install redis-server; Fedora: dnf install valkey),',
        'or set REDIS_URL to one that runs, for example redis://127.0.0.1:6379.',
      ].join('\n'),
    );
  }
};

/** While it reads its file Redis answers LOADING; only a PONG is an answer. */
const answersPing = (port: number, password: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const finish = () => {
      socket.destroy();
      resolve(answer.includes('+PONG'));
    };
    socket.setTimeout(1_000, finish);
    socket.once('error', finish);
    socket.once('close', finish);
    socket.once('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (answer.split('\r\n').length > 2) finish();
    });
  });
