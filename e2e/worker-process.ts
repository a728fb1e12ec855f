import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { testMasterKey } from '@parley/store/test-database';
import { expect, vi } from 'vitest';
import { childEnv } from '../tools/env.ts';
import { freePort } from '../tools/services/free-port.ts';

/** A worker in a process of its own, run from its source. It never outlives the test that started it. */
export type WorkerProcess = {
  child: ChildProcess;
  log: () => string;
  ask: (path: string) => Promise<Response>;
  metrics: () => Promise<string>;
  /** A figure of its metrics, all labels together unless some are named. */
  figure: (name: string, labels?: string) => Promise<number>;
  /** Waits until it holds so many shards. */
  holds: (shards: number) => Promise<void>;
  exited: Promise<unknown>;
  /** Ends it as it is asked to end in production. */
  stop: () => Promise<void>;
};

/** The leases of these workers in milliseconds: shorter than usual, and long enough for a busy machine. */
export const leaseMs = { ttl: 3_000, hold: 2_000 };

const program = new URL('./sending-worker.ts', import.meta.url).pathname;

/** It is on its way, and is to be ended by whoever called. */
export const startWorkerProcess = async (settings: Record<string, string>): Promise<WorkerProcess> => {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['--conditions=@parley/source', program], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: childEnv({
      MASTER_KEY: testMasterKey.toString('base64'),
      WORKER_NETWORK: 'sandbox',
      WORKER_PORT: String(port),
      METRICS_PORT: String(metricsPort),
      LEASE_TTL_MS: String(leaseMs.ttl),
      LEASE_HOLD_MS: String(leaseMs.hold),
      LEASE_RENEW_EVERY_MS: '400',
      LEASE_LOOK_EVERY_MS: '20',
      ...settings,
    }),
  });
  const exited = once(child, 'exit');
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  const get = (url: string): Promise<Response> => fetch(url, { signal: AbortSignal.timeout(2_000) });
  const metrics = async (): Promise<string> => (await get(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const figure: WorkerProcess['figure'] = async (name, labels = '') => {
    const lines = (await metrics()).split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(labels));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  return {
    child,
    log: () => said.join(''),
    ask: (path) => get(`http://127.0.0.1:${port}${path}`),
    metrics,
    figure,
    holds: (shards) =>
      vi.waitFor(async () => expect(await figure('parley_shards_held')).toBe(shards), {
        timeout: 20_000,
        interval: 50,
      }),
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
};
