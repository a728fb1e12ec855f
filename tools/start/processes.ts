import { join } from 'node:path';
import { env } from '../env.ts';
import { type Child, lastLines, startChild, waitUntilReady } from '../services/child.ts';
import { freePort } from '../services/free-port.ts';
import type { Home } from './home.ts';

export type Settings = Record<string, string | undefined>;

/** For a new database of our own: each shard costs its worker a connection and its share of looking after, and two
 * workers on one machine have no use for many. */
export const shardsAtHome = '8';

/** A third of the usual times. On one machine nothing is far away, and somebody is waiting: for the first start, and for
 * a worker that was killed. */
const leaseAtHome = { LEASE_TTL_MS: '3500', LEASE_HOLD_MS: '2500', LEASE_RENEW_EVERY_MS: '1000' };

/** Brings the database up to date; its own step, before any process of this version runs. */
export const migrate = async (home: Home, settings: Settings): Promise<void> => {
  const log = home.log('migrate');
  const child = await startChild({ ...ours('apps/api/dist/migrate.js', settings), log });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`The migrations failed. The end of ${log}:\n${lastLines(log)}`);
};

/** Up when it answers `/readyz` at the address people use. */
export const startApi = async (home: Home, settings: Settings, port: number): Promise<Child> => {
  const publicUrl = `http://localhost:${port}`;
  const log = home.log('api');
  const child = await startChild({
    ...ours('apps/api/dist/main.js', { ...settings, API_PORT: String(port), PUBLIC_URL: publicUrl }),
    log,
  });
  await waitUntilReady('The API', { child, log, isReady: () => answersOk(`${publicUrl}/readyz`) });
  return child;
};

export type SandboxPorts = { port: number; mediaPort: number };

/** Up when it answers `/health`. What happened in it is kept for its next start. */
export const startSandbox = async (home: Home, { port, mediaPort }: SandboxPorts): Promise<Child> => {
  const log = home.log('sandbox');
  const settings = {
    SANDBOX_PORT: String(port),
    SANDBOX_MEDIA_PORT: String(mediaPort),
    SANDBOX_SNAPSHOT: home.sandboxFile,
  };
  const child = await startChild({ ...ours('libs/sandbox/dist/main.js', settings), log });
  const isReady = () => answersOk(`http://127.0.0.1:${port}/health`);
  await waitUntilReady('The sandbox network', { child, log, isReady });
  return child;
};

export type Network = 'live' | 'sandbox';

export const startWorker = async (home: Home, settings: Settings, network: Network): Promise<Child> => {
  const port = await freePort();
  const log = home.log(`worker-${network}`);
  const child = await startChild({
    ...ours('apps/worker/dist/main.js', {
      ...leaseAtHome,
      ...settings,
      WORKER_NETWORK: network,
      WORKER_PORT: String(port),
    }),
    log,
  });
  const isReady = () => answersOk(`http://127.0.0.1:${port}/readyz`);
  await waitUntilReady(`The ${network} worker`, { child, log, isReady });
  return child;
};

const ours = (script: string, settings: Settings) => ({
  command: process.execPath,
  args: ['--enable-source-maps', join(env.root, script)],
  // At home: what production refuses (a demo tenant, a key we made) is what we bring. All of them are on one machine,
  // so none gets a port for metrics that the others would want too.
  env: { ...settings, NODE_ENV: 'development', METRICS_PORT: undefined },
  stopSignal: 'SIGTERM' as const,
});

export const answersOk = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};
