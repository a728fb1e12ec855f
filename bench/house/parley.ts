import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TenantId } from '@parley/contract';
import { env } from '../../tools/env.ts';
import { startChild, waitUntilReady } from '../../tools/services/child.ts';
import { freePort } from '../../tools/services/free-port.ts';
import { startPostgres } from '../../tools/services/postgres.ts';
import { silent } from '../../tools/services/progress.ts';
import { findRedis, startRedis } from '../../tools/services/redis.ts';
import { putOnBigPlan } from '../../tools/stack/big-plan.ts';
import { answersOk } from '../../tools/start/processes.ts';

export type Parley = {
  url: string;
  databaseUrl: string;
  masterKey: Buffer;
  tenant: { id: TenantId; name: string; token: string };
  /** For whatever else a bench puts there: it goes away with all the rest. */
  folder: string;
  /** What one more api over the same services is started with, but for its port. */
  apiEnv: Record<string, string>;
  stop(): Promise<void>;
};

/** A Parley of its own to measure: real services in a folder that goes away, the built api, one tenant. */
export const startParley = async ({ poolSize }: { poolSize: number }): Promise<Parley> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const masterKey = Buffer.alloc(32, 7);
  const [postgresPort, redisPort, apiPort] = [await freePort(), await freePort(), await freePort()];
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    log: join(folder, 'pg.log'),
    port: postgresPort,
  });
  const redis = await startRedis({
    program: await findRedis(silent),
    folder: join(folder, 'redis'),
    log: join(folder, 'redis.log'),
    port: redisPort,
  });

  const { installationAuthor, migrate, openStore } = await import('@parley/store');
  await migrate({ databaseUrl: postgres.url, masterKey });
  const store = openStore({ databaseUrl: postgres.url, masterKey });
  const created = await store.forInstallation((door) => door.createTenant({ name: 'bench', planId: 'demo' }));
  if (!created.ok) throw new Error('The tenant of the bench could not be made.');
  const { id } = created.value;
  await putOnBigPlan(store, postgres.url, 'bench');
  const { clear } = await store.forCaller(installationAuthor(id), ({ tokens }) =>
    tokens.create({ name: 'bench', network: 'sandbox', scopes: [] }),
  );
  await store.close();

  const apiEnv = {
    DATABASE_URL: postgres.url,
    DATABASE_POOL: String(poolSize),
    REDIS_URL: redis.url,
    MASTER_KEY: masterKey.toString('base64'),
    MAIL_URL: pathToFileURL(join(folder, 'mail')).href,
  };
  const log = join(folder, 'api.log');
  const api = await startChild({
    command: process.execPath,
    args: [join(env.root, 'apps/api/dist/main.js')],
    log,
    stopSignal: 'SIGTERM',
    env: { ...apiEnv, API_PORT: String(apiPort) },
  });
  const url = `http://127.0.0.1:${apiPort}`;
  const isReady = () => answersOk(`${url}/readyz`);
  await waitUntilReady('The api', { child: api, log, isReady });
  return {
    url,
    databaseUrl: postgres.url,
    masterKey,
    tenant: { id, name: 'bench', token: clear },
    folder,
    apiEnv,
    stop: async () => {
      await api.stop();
      await Promise.all([redis.stop(), postgres.stop()]);
      rmSync(folder, { recursive: true });
    },
  };
};
