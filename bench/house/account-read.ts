import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { toUuid } from '@parley/contract';
import { load } from '../load.ts';
import { type Comparison, sideBySide } from '../side-by-side.ts';
import { accountSelect } from './account-select.ts';
import type { Parley } from './parley.ts';

/** `GET /api/v1/account` with a token, guard and all, beside a bare route that asks Postgres the same. */
export const compareAccountRead = async (parley: Parley, { poolSize }: { poolSize: number }): Promise<Comparison> => {
  const bare = await startBareServer(parley, poolSize);
  const { name, token } = parley.tenant;
  try {
    return await sideBySide(
      {
        ours: load(`${parley.url}/t/${name}/api/v1/account`, { 'access-token': token }),
        other: load(`${bare.url}/account`, {}),
      },
      { rounds: 7, forMs: 4_000 },
    );
  } finally {
    bare.stop();
  }
};

const startBareServer = async ({ databaseUrl, tenant }: Parley, poolSize: number) => {
  const args = [
    join(import.meta.dirname, 'bare-server.ts'),
    databaseUrl,
    String(poolSize),
    toUuid(tenant.id),
    accountSelect,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: unknown[] = await once(child.stdout, 'data');
  return { url: String(said[0]).trim(), stop: () => void child.kill() };
};
