import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { testMasterKey } from '@parley/store/test-database';
import { onTestFinished } from 'vitest';
import { env } from '../tools/env.ts';
import { type Child, startChild, waitUntilReady } from '../tools/services/child.ts';
import { freePort } from '../tools/services/free-port.ts';
import { build, isBuilt } from '../tools/start/build.ts';
import { answersOk } from '../tools/start/processes.ts';

/** An api in a process of its own, as it is built: Node alone does not run its source. It ends with its test. */
export const startApiProcess = async (
  folder: string,
  settings: Record<string, string>,
): Promise<Child & { url: string }> => {
  mkdirSync(env.home, { recursive: true, mode: 0o700 });
  if (!isBuilt()) await build(join(env.home, 'build.log'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const log = join(folder, `api-${port}.log`);
  const child = await startChild({
    command: process.execPath,
    args: [join(env.root, 'apps/api/dist/main.js')],
    log,
    stopSignal: 'SIGTERM',
    env: {
      NODE_ENV: 'test',
      MASTER_KEY: testMasterKey.toString('base64'),
      MAIL_URL: `file://${join(folder, 'mails')}`,
      API_PORT: String(port),
      METRICS_PORT: undefined,
      PUBLIC_URL: url,
      ...settings,
    },
  });
  onTestFinished(() => child.stop());
  await waitUntilReady('The API', { child, log, isReady: () => answersOk(`${url}/readyz`) });
  return { ...child, url };
};
