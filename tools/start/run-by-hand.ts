import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { childEnv, env } from '../env.ts';
import { findRunningPostgres } from '../services/postgres.ts';
import { homeAt } from './home.ts';
import { masterKeySettings } from './master-key.ts';

/** Runs what production runs as `node <script>`, with our own words, for the installation that `npm start` runs, or the
 * one that DATABASE_URL and MASTER_KEY name; and ends as it ends. */
export const runByHand = (script: string): never => {
  const home = homeAt(env.home);
  const databaseUrl = env.databaseUrl ?? findRunningPostgres(home.postgresFolder);
  const built = join(env.root, script);
  if (databaseUrl === null || !existsSync(built)) {
    console.error(`Parley does not run from ${home.folder}. Run npm start first, or set DATABASE_URL and MASTER_KEY.`);
    process.exit(1);
  }
  const settings = { ...masterKeySettings(home.masterKeyFile), DATABASE_URL: databaseUrl, NODE_ENV: 'development' };
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', built, ...process.argv.slice(2)], {
    env: childEnv(settings),
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
};
