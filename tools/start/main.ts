import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileCache, env } from '../env.ts';
import type { Child } from '../services/child.ts';
import { claimPort, freePort } from '../services/free-port.ts';
import { startPostgres } from '../services/postgres.ts';
import { createProgress } from '../services/progress.ts';
import { findRedis, startRedis } from '../services/redis.ts';
import { build, isBuilt } from './build.ts';
import { announce, type Demo, describeDemo, findKept, writeDemo } from './demo.ts';
import { type Home, openHome } from './home.ts';
import { readMasterKey } from './master-key.ts';
import type { DemoDevice } from './link-demo.ts';
import { parseOptions, usage } from './options.ts';
import { migrate, shardsAtHome, startApi, startSandbox, startWorker } from './processes.ts';
import { seedSandbox } from './seed-sandbox.ts';
import { createStopStack } from './stop-stack.ts';
import { supervise } from './supervise.ts';

// `npm start`: everything Parley needs, on one machine, from nothing.

const options = parseOptions(process.argv.slice(2));
if (typeof options === 'string') {
  console.error(`${options}\n\n${usage}`);
  process.exit(2);
}

enableCompileCache(compileCache);
const progress = createProgress(options.json ? process.stderr : process.stdout);
const running = createStopStack();
let isStopping = false;
const stopWithinMs = 20_000;
const firstSandboxPort = 8090;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stopForSignal());

try {
  const home = await openHome(env.home);
  const { demo, device } = await start(home, options.port);
  console.log(
    options.json
      ? JSON.stringify(demo)
      : announce(demo, {
          logs: join(home.folder, '*.log'),
          device: device.told,
          mail: env.mailUrl ? 'to the server of MAIL_URL' : join(home.mailFolder, '*.eml'),
        }),
  );
} catch (error) {
  // While stopping, what was being started is expected to fail.
  if (!isStopping) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    await stop(1);
  }
}

async function start(home: Home, firstPort: number): Promise<{ demo: Demo; device: DemoDevice }> {
  // A database that is there already keeps the shards it has, whoever made them.
  const isNew = env.databaseUrl === null && !existsSync(home.postgresFolder);
  const databaseUrl = env.databaseUrl ?? (await bringPostgres(home));
  const redisUrl = env.redisUrl ?? (await bringRedis(home));
  if (!isBuilt()) await progress.step('Building what changed', () => build(home.log('build')));

  const masterKey = readMasterKey(home.masterKeyFile);
  const mailUrl = env.mailUrl ?? pathToFileURL(home.mailFolder).href;
  const settings = { ...masterKey.settings, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, MAIL_URL: mailUrl };
  await progress.step('Bringing the database up to date', () =>
    migrate(home, { ...settings, ...(isNew && { SHARDS: shardsAtHome }) }),
  );
  const seeded = await progress.step('Preparing the demo tenant', async () => {
    // Imported only now: what it stands on has just been built.
    const { seedDemo } = await import('./seed-demo.ts');
    return seedDemo({ databaseUrl, masterKey: masterKey.bytes, kept: findKept(home.demoFile) });
  });

  const port = await claimPort(firstPort);
  if (port !== firstPort) progress.line(`  Port ${firstPort} is taken; using ${port}`);
  const sandboxPort = await claimPort(firstSandboxPort);
  await progress.step('Starting the sandbox network', async () => {
    const ports = { port: sandboxPort, mediaPort: await claimPort(sandboxPort + 1) };
    await keep('The sandbox network', () => startSandbox(home, ports));
    await seedSandbox(`http://127.0.0.1:${sandboxPort}`);
  });
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const withSandbox = { ...settings, SANDBOX_URL: sandboxUrl };
  await progress.step('Starting the API and two workers', () =>
    Promise.all([
      keep('The API', () => startApi(home, withSandbox, port)),
      keep('The live worker', () => startWorker(home, settings, 'live')),
      keep('The sandbox worker', () => startWorker(home, withSandbox, 'sandbox')),
    ]),
  );
  const place = { restUrl: `http://localhost:${port}/t/${seeded.tenant}/api`, token: seeded.token, sandboxUrl };
  const device = await progress.step('Linking the demo device', async () => {
    const { linkDemo } = await import('./link-demo.ts');
    return linkDemo(place);
  });
  if (device.phone === null) progress.line(`  There is no demo device. ${device.told}`);
  const demo = describeDemo({ port, sandboxPort }, { ...seeded, device: device.phone });
  writeDemo(home.demoFile, demo);
  return { demo, device };
}

/** A server keeps its port when it is started again, so that everybody still finds it. */
async function bringPostgres(home: Home): Promise<string> {
  const place = { folder: home.postgresFolder, log: home.log('postgres'), port: await freePort() };
  const postgres = await progress.step('Starting Postgres', () => keep('Postgres', () => startPostgres(place)));
  return postgres.url;
}

async function bringRedis(home: Home): Promise<string> {
  const program = await findRedis(progress);
  const place = { program, folder: join(home.folder, 'redis'), log: home.log('redis'), port: await freePort() };
  const redis = await progress.step('Starting Redis', () => keep('Redis', () => startRedis(place)));
  return redis.url;
}

async function keep<C extends Child>(name: string, startIt: () => Promise<C>): Promise<C> {
  const { first, stop: stopIt } = await supervise({ name, start: startIt, line: progress.line });
  running.push(stopIt);
  return first;
}

async function stopForSignal(): Promise<void> {
  // Whoever asks twice is in a hurry. The kernel tells what still runs that we are gone.
  if (isStopping) process.exit(1);
  progress.line('\nStopping …');
  await stop(0);
}

async function stop(exitCode: number): Promise<void> {
  isStopping = true;
  setTimeout(() => process.exit(exitCode), stopWithinMs).unref();
  await running.stopAll();
  process.exit(exitCode);
}
