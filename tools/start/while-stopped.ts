import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { childEnv, env } from '../env.ts';
import { freePort } from '../services/free-port.ts';
import { startPostgres } from '../services/postgres.ts';
import { build, isBuilt } from './build.ts';
import { type Home, openHome } from './home.ts';
import { masterKeySettings } from './master-key.ts';

/**
 * Runs what production runs as `node <script>`, with our own words, for an installation that does not run: of the one that
 * `npm start` runs, only Postgres is there meanwhile. It says whether that went well; `toSettings` says what else it is told.
 */
export const runWhileStopped = async (
  script: string,
  toSettings: (home: Home) => Record<string, string> = () => ({}),
): Promise<boolean> => {
  const home = await openHome(env.home);
  const settings = { ...masterKeySettings(home.masterKeyFile), ...toSettings(home), NODE_ENV: 'development' };
  if (!isBuilt()) await build(home.log('build'));
  const place = { folder: home.postgresFolder, log: home.log('postgres') };
  const postgres = env.databaseUrl === null ? await startPostgres({ ...place, port: await freePort() }) : null;
  try {
    const databaseUrl = env.databaseUrl ?? postgres?.url;
    const { status } = spawnSync(
      process.execPath,
      ['--enable-source-maps', join(env.root, script), ...process.argv.slice(2)],
      { env: childEnv({ ...settings, DATABASE_URL: databaseUrl }), stdio: 'inherit' },
    );
    return status === 0;
  } finally {
    await postgres?.stop();
  }
};

/** Ends this process by what became of it; what kept it from running is said in a line. */
export const endBy = async (running: Promise<boolean>): Promise<never> => {
  try {
    process.exit((await running) ? 0 : 1);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
};
