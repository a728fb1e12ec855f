import { join } from 'node:path';
import { toUuid } from '@parley/contract';
import { startChild, waitUntilReady } from '../../tools/services/child.ts';
import { freePort } from '../../tools/services/free-port.ts';
import type { Parley } from '../house/parley.ts';
import { load } from '../load.ts';
import { type Comparison, sideBySide } from '../side-by-side.ts';
import { answersOk } from '../../tools/start/processes.ts';

type Variant = 'whole' | 'unlimited' | 'unguarded';

/** `GET /api/v1/account` of one api, beside the same of another that lacks a part. */
export const compareGuardedRead = async (
  parley: Parley,
  { ours, other }: { ours: Variant; other: Variant },
): Promise<Comparison> => {
  const [our, their] = [await startGuardServer(parley, ours), await startGuardServer(parley, other)];
  const headers = { 'access-token': parley.tenant.token };
  const path = `/t/${parley.tenant.name}/api/v1/account`;
  try {
    return await sideBySide(
      { ours: load(`${our.url}${path}`, headers), other: load(`${their.url}${path}`, headers) },
      { rounds: 7, forMs: 3_000 },
    );
  } finally {
    await Promise.all([our.stop(), their.stop()]);
  }
};

const startGuardServer = async (parley: Parley, variant: Variant) => {
  const port = await freePort();
  const log = join(parley.folder, `${variant}.log`);
  const child = await startChild({
    command: process.execPath,
    args: [join(import.meta.dirname, 'guard-server.ts'), variant, toUuid(parley.tenant.id)],
    log,
    stopSignal: 'SIGTERM',
    env: { ...parley.apiEnv, API_PORT: String(port) },
  });
  const url = `http://127.0.0.1:${port}`;
  const isReady = () => answersOk(`${url}/readyz`);
  await waitUntilReady(`The api (${variant})`, { child, log, isReady });
  return { url, stop: () => child.stop() };
};
