import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { toUuid } from '@parley/contract';
import autocannon from 'autocannon';
import { type Comparison, type Contender, sideBySide } from '../side-by-side.ts';
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

const load =
  (url: string, headers: Record<string, string>): Contender =>
  async (forMs) => {
    const result = await autocannon({ url, headers, connections: 32, duration: forMs / 1_000 });
    if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url} did not answer every request with 200.`);
    return result.requests.total / result.duration;
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
