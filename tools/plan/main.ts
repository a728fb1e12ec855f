import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { childEnv, env } from '../env.ts';
import { findRunningPostgres } from '../services/postgres.ts';
import { homeAt } from '../start/home.ts';
import { masterKeySettings } from '../start/master-key.ts';

// `npm run plan -- <tenant> <plan>`: what production runs as `node apps/api/dist/set-plan.js`, for the installation that
// `npm start` runs, or the one that DATABASE_URL and MASTER_KEY name.

const home = homeAt(env.home);
const databaseUrl = env.databaseUrl ?? findRunningPostgres(home.postgresFolder);
const script = join(env.root, 'apps/api/dist/set-plan.js');

if (databaseUrl === null || !existsSync(script)) {
  console.error(`Parley does not run from ${home.folder}. Run npm start first, or set DATABASE_URL and MASTER_KEY.`);
  process.exit(1);
}
const settings = { ...masterKeySettings(home.masterKeyFile), DATABASE_URL: databaseUrl, NODE_ENV: 'development' };
const { status } = spawnSync(process.execPath, ['--enable-source-maps', script, ...process.argv.slice(2)], {
  env: childEnv(settings),
  stdio: 'inherit',
});
process.exit(status ?? 1);
