import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TenantId } from '@parley/contract';
import type { Store } from '@parley/store';
import { env } from '../env.ts';
import { type Child, startChild, waitUntilReady } from '../services/child.ts';
import { freePort } from '../services/free-port.ts';
import { startPostgres } from '../services/postgres.ts';
import { silent } from '../services/progress.ts';
import { findRedis, type Redis, startRedis } from '../services/redis.ts';
import { answersOk } from '../start/processes.ts';
import { putOnBigPlan } from './big-plan.ts';
import { type SandboxChild, startSandboxChild } from './sandbox-child.ts';

/** A worker in a process of its own. */
export type WorkerChild = Child & { name: string };

/** An api in a process of its own, and the name of the tenant that asks it. */
export type ApiChild = Child & { url: string; tenant: string };

/** A Parley with devices, to be measured or broken: real services, the sandbox and built workers, in a folder that goes
 * away. */
export type Stack = {
  folder: string;
  store: Store;
  databaseUrl: string;
  redis: Redis;
  /** What every process of ours is told of them. */
  places: { DATABASE_URL: string; REDIS_URL: string; MASTER_KEY: string };
  postgresPid: () => number;
  sandbox: SandboxChild;
  tenantId: TenantId;
  startWorker: (name: string, settings?: Record<string, string>) => Promise<WorkerChild>;
  startApi: (name: string, settings?: Record<string, string>) => Promise<ApiChild>;
  /** Stops it in the middle of whatever is asked, and starts it with what it had kept. */
  restartPostgres: () => Promise<void>;
  /** The logs of all workers there have been. */
  logs: () => string[];
  stop: () => Promise<void>;
};

export const startStack = async (): Promise<Stack> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-stack-'));
  const masterKey = Buffer.alloc(32, 7);
  const [postgresPort, redisPort] = [await freePort(), await freePort()];
  const startOwnPostgres = () =>
    startPostgres({ folder: join(folder, 'postgres'), log: join(folder, 'postgres.log'), port: postgresPort });
  let postgres = await startOwnPostgres();
  const program = await findRedis(silent);
  const redis = await startRedis({
    program,
    folder: join(folder, 'redis'),
    log: join(folder, 'redis.log'),
    port: redisPort,
  });
  const sandbox = await startSandboxChild(folder);

  const { migrate, openStore } = await import('@parley/store');
  await migrate({ databaseUrl: postgres.url, masterKey });
  const store = openStore({ databaseUrl: postgres.url, masterKey });
  const created = await store.forInstallation((door) => door.createTenant({ name: tenant, planId: 'demo' }));
  if (!created.ok) throw new Error('The tenant could not be made.');
  await putOnBigPlan(store, postgres.url, tenant);
  const children: Child[] = [];
  const places = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, MASTER_KEY: masterKey.toString('base64') };
  const logs: string[] = [];

  return {
    folder,
    store,
    databaseUrl: postgres.url,
    redis,
    places,
    postgresPid: () => postgres.pid,
    sandbox,
    tenantId: created.value.id,
    startWorker: async (name, settings = {}) => {
      const port = await freePort();
      const log = join(folder, `${name}.log`);
      const child = await startChild({
        command: process.execPath,
        args: ['--enable-source-maps', join(env.root, 'apps/worker/dist/main.js')],
        log,
        stopSignal: 'SIGTERM',
        env: {
          ...places,
          WORKER_NETWORK: 'sandbox',
          WORKER_PORT: String(port),
          METRICS_PORT: String(await freePort()),
          SANDBOX_URL: sandbox.url,
          ...settings,
        },
      });
      children.push(child);
      logs.push(log);
      await waitUntilReady(name, { child, log, isReady: () => answersOk(`http://127.0.0.1:${port}/readyz`) });
      return { ...child, name };
    },
    startApi: async (name, settings = {}) => {
      const port = await freePort();
      const url = `http://localhost:${port}`;
      const log = join(folder, `${name}.log`);
      const child = await startChild({
        command: process.execPath,
        args: ['--enable-source-maps', join(env.root, 'apps/api/dist/main.js')],
        log,
        stopSignal: 'SIGTERM',
        env: {
          ...places,
          NODE_ENV: 'development',
          API_PORT: String(port),
          METRICS_PORT: String(await freePort()),
          PUBLIC_URL: url,
          MAIL_URL: pathToFileURL(join(folder, 'mails')).href,
          SANDBOX_URL: sandbox.url,
          ...settings,
        },
      });
      children.push(child);
      await waitUntilReady(name, { child, log, isReady: () => answersOk(`${url}/readyz`) });
      return { ...child, url, tenant };
    },
    restartPostgres: async () => {
      await postgres.stop();
      postgres = await startOwnPostgres();
    },
    logs: () => logs,
    stop: async () => {
      await Promise.all(children.map((child) => child.stop()));
      await store.close();
      await Promise.all([redis.stop(), postgres.stop(), sandbox.stop()]);
      rmSync(folder, { recursive: true });
    },
  };
};

const tenant = 'stack';
