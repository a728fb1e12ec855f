import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../tools/services/free-port.ts';
import { type Postgres, startPostgres } from '../tools/services/postgres.ts';
import { silent } from '../tools/services/progress.ts';
import { findRedis, type Redis, startRedis } from '../tools/services/redis.ts';

/** A server of one test's own, that may be stopped and started again with what it had kept, at the same address. */
export type OwnServer = { url: string; stop: () => Promise<void>; startAgain: () => Promise<void> };

const own = async (start: (folder: string, port: number) => Promise<Redis | Postgres>): Promise<OwnServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-fault-'));
  const port = await freePort();
  let server = await start(folder, port);
  onTestFinished(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  return {
    url: server.url,
    stop: () => server.stop(),
    startAgain: async () => {
      server = await start(folder, port);
    },
  };
};

export const startOwnRedis = async (): Promise<OwnServer> => {
  const program = await findRedis(silent);
  return own((folder, port) =>
    startRedis({ program, folder: join(folder, 'redis'), log: join(folder, 'redis.log'), port }),
  );
};

export const startOwnPostgres = (): Promise<OwnServer> =>
  own((folder, port) =>
    startPostgres({ folder: join(folder, 'postgres'), log: join(folder, 'postgres.log'), port, throwaway: true }),
  );
