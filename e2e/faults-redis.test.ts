import { openRedis } from '@parley/coordination';
import { passForOld } from '@parley/coordination/test-redis';
import { createLogger } from '@parley/runtime';
import { createTestDatabase } from '@parley/store/test-database';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findOpen } from '../tools/stack/ledger-checks.ts';
import { startFaultWorld } from './fault-world.ts';
import { startOwnRedis } from './start-own-servers.ts';
import { leaseMs } from './worker-process.ts';

// Redis forgets, and goes away, while devices are connected.

it('keeps its devices when Redis forgets, and gives them up by itself before another could have them', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const redis = await startOwnRedis();
  await passForOld(redis.url);
  const world = await startFaultWorld({ databaseUrl: database.databaseUrl, redisUrl: redis.url, devices: 4 });
  const { startWorker, areBack, soon, readLedger, lastSeq, expectWell } = world;
  const worker = await startWorker();
  await areBack(0);
  await worker.holds(64);

  const forgot = await lastSeq();
  const client = openRedis({ url: redis.url, logger: createLogger({ process: 'test', level: 'silent' }) });
  await vi.waitFor(() => client.ready(), 5_000);
  await client.forQuestions().flushall();
  await client.close();
  const reclaimed = () => worker.figure('parley_shards_gained_total', 'how="reclaimed"');
  await soon(async () => expect(await reclaimed()).toBe(64));
  await worker.holds(64);
  await expectWell();
  expect((await readLedger()).filter(({ seq, kind }) => seq > forgot && kind === 'login')).toEqual([]);

  const stoppedAt = Date.now();
  await redis.stop();
  await soon(async () => expect(findOpen(await readLedger())).toEqual(new Set()), leaseMs.ttl + 5_000);
  const closes = (await readLedger()).filter(({ kind, at }) => kind === 'close' && at >= stoppedAt);
  expect(closes).toHaveLength(4);
  // The last renewal came before Redis went: its lease is over at the soonest one TTL after that.
  for (const { at } of closes) expect(at - stoppedAt).toBeLessThan(leaseMs.ttl);
  // It is well: it waits.
  expect((await worker.ask('/healthz')).status).toBe(200);
  expect((await worker.ask('/readyz')).status).toBe(503);

  const away = await lastSeq();
  await redis.startAgain();
  await areBack(away);
  await worker.holds(64);
  await expectWell();
}, 120_000);
