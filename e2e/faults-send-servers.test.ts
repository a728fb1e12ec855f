import { openRedis } from '@parley/coordination';
import { claimTestRedis, passForOld } from '@parley/coordination/test-redis';
import { createLogger } from '@parley/runtime';
import { migrate } from '@parley/store';
import { createTestDatabase, testMasterKey } from '@parley/store/test-database';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findOpen } from '../tools/stack/ledger-checks.ts';
import { startSendWorld } from './send-world.ts';
import { startOwnPostgres, startOwnRedis } from './start-own-servers.ts';

// Redis and Postgres go while there is something to be sent.

const texts = Array.from({ length: 10 }, (_, place) => `number ${place}`);

it('finds what was accepted while Redis had forgotten and was away, within 15 s of its lease', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const redis = await startOwnRedis();
  await passForOld(redis.url);
  // As often as it looks for itself usually.
  const settings = { SWEEP_EVERY_MS: '10000' };
  const world = await startSendWorld({ databaseUrl: database.databaseUrl, redisUrl: redis.url, devices: 2, settings });
  const { devices, soon } = world;
  const contact = await world.createContact('4915222222400', 'auto');
  const worker = await world.startWorker();
  await world.areBack(0);
  await worker.holds(64);

  const client = openRedis({ url: redis.url, logger: createLogger({ process: 'test', level: 'silent' }) });
  await vi.waitFor(() => client.ready(), 5_000);
  await client.forQuestions().flushall();
  await client.close();
  await redis.stop();
  await soon(async () => expect(findOpen(await world.readLedger())).toEqual(new Set()));
  const messages = (await Promise.all(devices.map((device) => world.accept(device, { to: contact, texts })))).flat();
  // They are dropped.
  await Promise.all(devices.map(world.nudge));
  expect(new Set(await world.framesOf(messages))).toEqual(new Set([0]));

  await redis.startAgain();
  await worker.holds(64);
  await world.areFinal(messages, 15_000);
  await world.expectKeptPromises(messages);
}, 90_000);

it('loses no ack and doubles no message when Postgres is started anew while acks come', async ({ annotate }) => {
  const postgres = await startOwnPostgres();
  await migrate({ databaseUrl: postgres.url, masterKey: testMasterKey });
  const world = await startSendWorld({ databaseUrl: postgres.url, redisUrl: await claimTestRedis(), devices: 4 });
  const { devices, sandbox, soon } = world;
  const contact = await world.createContact('4915222222500', 'auto');
  const worker = await world.startWorker();
  await world.areBack(0);
  // So that some frames are without their ack at any time.
  await sandbox.addFault({ match: { stanza: 'message' }, action: 'ack-late', delayMs: 300 });
  const messages = (await Promise.all(devices.map((device) => world.accept(device, { to: contact, texts })))).flat();
  await Promise.all(devices.map(world.nudge));
  await soon(async () =>
    expect((await world.framesOf(messages)).filter((frames) => frames > 0).length).toBeGreaterThan(4),
  );
  await postgres.stop();
  await soon(async () => expect((await worker.ask('/readyz')).status).toBe(503));
  await postgres.startAgain();
  await sandbox.call('DELETE', '/faults');
  await world.areFinal(messages, 60_000);
  await world.expectKeptPromises(messages);
  const repeated = (await world.framesOf(messages)).filter((frames) => frames > 1).length;
  await annotate(`${repeated} of ${messages.length} took more than one frame`);
}, 120_000);
