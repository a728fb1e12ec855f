import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { env } from '../env.ts';
import { findChromium } from '../services/chromium.ts';
import { freePort } from '../services/free-port.ts';
import { startPostgres } from '../services/postgres.ts';
import { createProgress } from '../services/progress.ts';
import { findRedis, startRedis } from '../services/redis.ts';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface adds to vitest's own
  interface ProvidedContext {
    /** The owner's URL of a maintenance database on a Postgres of this run alone. */
    databaseUrl: string;
    redisUrl: string;
    /** A Chromium that starts; as root it wants `--no-sandbox`. */
    chromePath: string;
  }
}

/** Starts what the tests need, for this run alone, and takes it down again. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = throwawayFolder();
  const progress = createProgress(process.stderr);
  const program = await findRedis(progress);
  const chromePath = await findChromium(progress);
  const [postgres, redis] = await progress.step('Starting Postgres and Redis for the tests', async () =>
    Promise.all([
      startPostgres({
        folder: join(folder, 'postgres'),
        log: join(folder, 'postgres.log'),
        port: await freePort(),
        throwaway: true,
      }),
      startRedis({
        program,
        folder: join(folder, 'redis'),
        log: join(folder, 'redis.log'),
        port: await freePort(),
        // Enough for every test file to have its own.
        databases: 1_000,
      }),
    ]),
  );
  project.provide('databaseUrl', postgres.url);
  project.provide('redisUrl', redis.url);
  project.provide('chromePath', chromePath);
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    rmSync(folder, { recursive: true });
  };
};

/** Named for our process, so that the folders of runs that were killed can be told from those that run now. */
const throwawayFolder = (): string => {
  const all = join(env.home, 'test');
  mkdirSync(all, { recursive: true, mode: 0o700 });
  for (const pid of readdirSync(all)) {
    if (!existsSync(`/proc/${pid}`)) rmSync(join(all, pid), { recursive: true, force: true });
  }
  const folder = join(all, String(process.pid));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  return folder;
};
