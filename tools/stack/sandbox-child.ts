import { join } from 'node:path';
import { z } from 'zod';
import { env } from '../env.ts';
import { startChild, waitUntilReady } from '../services/child.ts';
import { freePort } from '../services/free-port.ts';
import { answersOk } from '../start/processes.ts';
import { cpuMsOf, residentBytesOf } from './process-cost.ts';

/** A sandbox in a process of its own, so that what it costs can be told from what its clients cost. */
export type SandboxChild = {
  url: string;
  wsUrl: string;
  rootPublicKey: string;
  call: (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => Promise<unknown>;
  /** How many clients are connected, by its own count. */
  countConnections: () => Promise<number>;
  /** The CPU it has used so far. */
  cpuMs: () => number;
  residentBytes: () => number;
  stop: () => Promise<void>;
};

const healthShape = z.object({ connections: z.number() });
const networkShape = z.object({ wsUrl: z.string(), rootPublicKey: z.string() });

export const startSandboxChild = async (folder: string): Promise<SandboxChild> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = join(folder, 'sandbox.log');
  const child = await startChild({
    command: process.execPath,
    args: [join(env.root, 'libs/sandbox/dist/main.js')],
    log,
    stopSignal: 'SIGTERM',
    env: { SANDBOX_PORT: String(port), SANDBOX_MEDIA_PORT: '0', SANDBOX_SNAPSHOT: undefined },
  });
  await waitUntilReady('The sandbox', { child, log, isReady: () => answersOk(`${url}/health`) });

  const call: SandboxChild['call'] = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
    });
    const said: unknown = await answer.json();
    if (!answer.ok) throw new Error(`The sandbox refused ${path}: ${JSON.stringify(said)}`);
    return said;
  };
  const network = networkShape.parse(await call('GET', '/network'));
  return {
    url,
    wsUrl: network.wsUrl,
    rootPublicKey: network.rootPublicKey,
    call,
    countConnections: async () => healthShape.parse(await call('GET', '/health')).connections,
    cpuMs: () => cpuMsOf(child.pid),
    residentBytes: () => residentBytesOf(child.pid),
    stop: () => child.stop(),
  };
};
