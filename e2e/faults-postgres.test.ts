import { claimTestRedis } from '@parley/coordination/test-redis';
import { migrate } from '@parley/store';
import { testMasterKey } from '@parley/store/test-database';
import { expect, it } from 'vitest';
import { findOpen } from '../tools/stack/ledger-checks.ts';
import { startFaultWorld } from './fault-world.ts';
import { startOwnPostgres } from './start-own-servers.ts';

it('loses nothing when Postgres is started anew, and brings every device back by itself', async () => {
  const postgres = await startOwnPostgres();
  await migrate({ databaseUrl: postgres.url, masterKey: testMasterKey });
  const redisUrl = await claimTestRedis();
  const world = await startFaultWorld({ databaseUrl: postgres.url, redisUrl, devices: 4 });
  const { sandbox, contact, devices, startWorker, areBack, soon, readLedger, expectWell } = world;
  const worker = await startWorker();
  await areBack(0);
  await expectWell();

  await postgres.stop();
  await soon(async () => expect((await worker.ask('/readyz')).status).toBe(503));
  // What comes meanwhile cannot be kept, so nobody is told that it came.
  const written = await Promise.all(
    devices.map(({ phone }) => sandbox.sendFrom(contact, { to: phone, text: 'while Postgres was away' })),
  );
  const countReceived = async (): Promise<number> => {
    const receipts = (await readLedger()).filter(({ kind, to }) => kind === 'receipt' && to !== undefined);
    return written.filter((message) => receipts.some(({ id }) => id === message)).length;
  };
  await soon(async () => expect(findOpen(await readLedger())).toEqual(new Set()));
  expect(await countReceived()).toBe(0);
  expect((await worker.ask('/healthz')).status).toBe(200);

  await postgres.startAgain();
  await soon(async () => expect(await countReceived()).toBe(devices.length), 40_000);
  await areBack(0);
  await expectWell();
  expect((await worker.ask('/healthz')).status).toBe(200);
}, 120_000);
