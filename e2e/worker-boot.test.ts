import { claimTestRedis } from '@parley/coordination/test-redis';
import { createTestDatabase } from '@parley/store/test-database';
import { startTestSandbox } from '@parley/sandbox/test-sandbox';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../tools/services/free-port.ts';
import { socketsOf } from '../tools/stack/sockets-of.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

// How a worker begins and ends, as a process.

const startWorker = async (settings: Record<string, string>): Promise<WorkerProcess> => {
  const worker = await startWorkerProcess(settings);
  onTestFinished(() => void worker.child.kill('SIGKILL'));
  return worker;
};

const healthOf = async (worker: WorkerProcess, path: string): Promise<number> => (await worker.ask(path)).status;
const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

it('lives and waits while nothing it needs is there, and ends as soon as it is asked to', async () => {
  const nobody = await freePort();
  const worker = await startWorker({
    DATABASE_URL: `postgres://parley:x@127.0.0.1:${nobody}/parley`,
    REDIS_URL: `redis://127.0.0.1:${nobody}`,
    SANDBOX_URL: `http://127.0.0.1:${nobody}`,
  });
  await until(async () => expect(await healthOf(worker, '/healthz')).toBe(200));
  const ready = await worker.ask('/readyz');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({
    checks: [
      { name: 'postgres', ok: false },
      { name: 'redis', ok: false },
      { name: 'devices', ok: false, reason: 'waits for Postgres, or for the sandbox' },
    ],
  });
  worker.child.kill('SIGTERM');
  const askedAt = performance.now();
  await worker.exited;
  expect(worker.child.exitCode).toBe(0);
  expect(performance.now() - askedAt).toBeLessThan(3_000);
});

it('begins to hold devices once the sandbox is there, which may come last', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const port = await freePort();
  const worker = await startWorker({
    DATABASE_URL: database.databaseUrl,
    REDIS_URL: await claimTestRedis(),
    SANDBOX_URL: `http://127.0.0.1:${port}`,
  });
  await until(async () => expect(await healthOf(worker, '/healthz')).toBe(200));
  expect(await healthOf(worker, '/readyz')).toBe(503);
  const sandbox = await startTestSandbox({ port });
  onTestFinished(() => sandbox.stop());
  await until(async () => expect(await healthOf(worker, '/readyz')).toBe(200));
});

it('goes nowhere but to Postgres and Redis for a live network without devices, and tells its figures', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const worker = await startWorker({
    DATABASE_URL: database.databaseUrl,
    REDIS_URL: await claimTestRedis(),
    WORKER_NETWORK: 'live',
  });
  await worker.holds(64);
  expect(remotePortsOf(worker.child.pid ?? 0)).toEqual(
    new Set([new URL(database.databaseUrl).port, new URL(inject('redisUrl')).port].map(Number)),
  );
  const metrics = await worker.metrics();
  for (const name of [
    'parley_sessions',
    'parley_shards_held',
    'parley_lease_age_seconds',
    'parley_shards_gained_total',
    'parley_shards_lost_total',
    'parley_stale_epochs_total',
    'parley_reconnects_total',
    'parley_linkings_total',
    'parley_vault_commit_seconds',
    'nodejs_eventloop_lag_p99_seconds',
  ])
    expect(metrics).toContain(`# TYPE ${name} `);
});

/** The ports of other machines, and of this one, that a process has opened connections to. */
const remotePortsOf = (pid: number): Set<number> => {
  const sockets = socketsOf(pid);
  const listened = new Set(sockets.filter(({ state }) => state === 'listening').map(({ local }) => local));
  const opened = sockets.filter(({ local, remote }) => remote > 0 && !listened.has(local));
  return new Set(opened.map(({ remote }) => remote));
};
