import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { env } from '../../tools/env.ts';
import { startChild, waitUntilReady } from '../../tools/services/child.ts';
import { freePort } from '../../tools/services/free-port.ts';
import { answersOk } from '../../tools/start/processes.ts';

/** A sandbox in a process of its own, so that what it costs can be told from what its clients cost. */
export type MeasuredSandbox = {
  wsUrl: string;
  rootPublicKey: string;
  call: (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<unknown>;
  /** The CPU it has used so far. */
  cpuMs: () => number;
  residentBytes: () => number;
  stop: () => Promise<void>;
};

const networkShape = z.object({ wsUrl: z.string(), rootPublicKey: z.string() });

/** How the kernel counts: in hundredths of a second. */
const msPerTick = 10;

export const startMeasuredSandbox = async (): Promise<MeasuredSandbox> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
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

  const call = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
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
  const statusOf = (file: string): string => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    wsUrl: network.wsUrl,
    rootPublicKey: network.rootPublicKey,
    call,
    cpuMs: () => {
      // Behind the name in brackets, which may hold anything: user time is the 12th word, system time the 13th.
      const words = statusOf('stat').split(') ').at(-1)?.split(' ') ?? [];
      return (Number(words[11]) + Number(words[12])) * msPerTick;
    },
    residentBytes: () => Number(/VmRSS:\s+(\d+) kB/.exec(statusOf('status'))?.[1]) * 1024,
    stop: async () => {
      await child.stop();
      rmSync(folder, { recursive: true });
    },
  };
};
