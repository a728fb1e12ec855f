import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis as RedisClient } from 'ioredis';
import { Client } from 'pg';
import { afterAll, expect, inject, it, onTestFinished } from 'vitest';
import { childEnv } from '../env.ts';
import { descendantsOf, waitUntilGone } from '../test/process-tree.ts';
import { freePort } from './free-port.ts';
import { startPostgres } from './postgres.ts';
import { silent } from './progress.ts';
import { findRedis, startRedis } from './redis.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-servers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const log = join(folder, 'log');

const bringPostgres = async () => {
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    log,
    port: await freePort(),
    throwaway: true,
  });
  onTestFinished(() => postgres.stop());
  return postgres;
};

const bringRedis = async () => {
  const program = await findRedis(silent);
  const redis = await startRedis({ program, folder: join(folder, 'redis'), log, port: await freePort() });
  onTestFinished(() => redis.stop());
  return redis;
};

const ask = async (url: string, sql: string) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows;
  } finally {
    await client.end();
  }
};

it('begins anew where the first start was cut short', async () => {
  const unfinished = join(folder, 'postgres', 'data.new');
  mkdirSync(join(unfinished, 'base'), { recursive: true });
  const { url } = await bringPostgres();
  expect(await ask(url, 'select current_database() as name')).toEqual([{ name: 'parley' }]);
  expect(existsSync(unfinished)).toBe(false);
});

it('keeps what Postgres was told over a stop and a start, behind a password', async () => {
  const first = await bringPostgres();
  await ask(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  const second = await bringPostgres();
  expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  expect(statSync(join(folder, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  await expect(ask(second.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
});

it('is not stopped by a pid file that a crash left behind', async () => {
  const first = await bringPostgres();
  const pidFile = join(folder, 'postgres', 'data', 'postmaster.pid');
  // The number is somebody else's by now.
  const somebody = spawn('sleep', ['600']);
  onTestFinished(() => void somebody.kill());
  const left = readFileSync(pidFile, 'utf8').replace(/^\d+/, String(somebody.pid));
  await first.stop();
  writeFileSync(pidFile, left);
  const second = await bringPostgres();
  expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('shows the end of the log when a server cannot start', async () => {
  const port = Number(new URL(inject('databaseUrl')).port);
  const start = startPostgres({ folder: join(folder, 'postgres'), log, port, throwaway: true });
  await expect(start).rejects.toThrow(/Address already in use/);
});

it('keeps what Redis was told over a stop and a start, behind a password', async () => {
  const first = await bringRedis();
  const client = new RedisClient(first.url);
  await client.set('kept', '42');
  expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  expect(await client.config('GET', 'hz')).toEqual(['hz', '100']);
  client.disconnect();
  await first.stop();

  const second = await bringRedis();
  const again = new RedisClient(second.url);
  expect(await again.get('kept')).toBe('42');
  again.disconnect();
  const stranger = connect(Number(new URL(second.url).port), '127.0.0.1');
  stranger.write('GET kept\r\n');
  const [answer] = await once(stranger, 'data');
  expect(String(answer)).toContain('NOAUTH');
  stranger.destroy();
});

it('leaves no server behind when the launcher is killed', async () => {
  const script = join(import.meta.dirname, '../test/fixtures/servers.ts');
  const launcher = spawn(process.execPath, [script, folder], { env: childEnv({ NODE_OPTIONS: undefined }) });
  await once(launcher.stdout, 'data');
  const servers = descendantsOf(launcher.pid ?? 0);
  expect(servers.length).toBeGreaterThan(3);
  launcher.kill('SIGKILL');
  await waitUntilGone(servers);
});

it('says exactly what to install or set where Redis cannot be had', async () => {
  const nothing = mkdtempSync(join(folder, 'nothing-'));
  symlinkSync('/usr/bin/setpriv', join(nothing, 'setpriv'));
  const script = join(import.meta.dirname, '../test/fixtures/servers.ts');
  const env = childEnv({ NODE_OPTIONS: undefined, PATH: nothing, PARLEY_CACHE: join(nothing, 'cache') });
  const launcher = spawn(process.execPath, [script, nothing], { env });
  const [said] = await once(launcher.stderr, 'data');
  expect(String(said)).toMatch(/apt-get install redis-server.*\n.*set REDIS_URL/);
});
