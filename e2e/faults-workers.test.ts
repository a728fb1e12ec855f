import { claimTestRedis } from '@parley/coordination/test-redis';
import { createTestDatabase } from '@parley/store/test-database';
import { expect, it, onTestFinished } from 'vitest';
import { findGaps, findOpen } from '../tools/stack/ledger-checks.ts';
import { startFaultWorld } from './fault-world.ts';

// Workers that end, die and fall asleep, as processes, while their devices are connected.

const startWorld = async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return startFaultWorld({ databaseUrl: database.databaseUrl, redisUrl: await claimTestRedis(), devices: 4 });
};

it('hands its devices over in an instant when it is asked to end, and loses none when it is killed', async () => {
  const { startWorker, areBack, expectWell, lastSeq, soon, readLedger } = await startWorld();
  const gapsSince = async (seen: number) => findGaps((await readLedger()).filter(({ seq }) => seq > seen));
  const [first, second] = await Promise.all([startWorker(), startWorker()]);
  await areBack(0);
  await Promise.all([first.holds(32), second.holds(32)]);
  await areBack(0);
  await expectWell();

  const asked = await lastSeq();
  first.child.kill('SIGTERM');
  await first.exited;
  expect(first.child.exitCode).toBe(0);
  await second.holds(64);
  await areBack(0);
  for (const { gapMs } of await gapsSince(asked)) expect(gapMs).toBeLessThan(5_000);
  await expectWell();

  const killed = await lastSeq();
  second.child.kill('SIGKILL');
  const third = await startWorker();
  await areBack(killed);
  const gaps = await gapsSince(killed);
  expect(gaps).toHaveLength(4);
  for (const { gapMs } of gaps) expect(gapMs).toBeLessThan(15_000);
  await third.holds(64);
  expect(await third.figure('parley_shards_gained_total', 'how="died"')).toBe(64);
  await soon(async () => expect(await third.figure('parley_sessions', 'state="connected"')).toBe(4));
  await expectWell();
}, 120_000);

it('says nothing more for its devices when it was asleep for too long, and takes part again', async () => {
  const { startWorker, areBack, expectWell, lastSeq, soon, readLedger, devices } = await startWorld();
  const sleeper = await startWorker();
  await areBack(0);
  await sleeper.holds(64);
  sleeper.child.kill('SIGSTOP');
  const asleep = await lastSeq();
  const other = await startWorker();
  await areBack(asleep);
  await other.holds(64);
  const logged = sleeper.log().length;

  sleeper.child.kill('SIGCONT');
  const wokenAt = Date.now();
  const lost = (): string[] =>
    sleeper
      .log()
      .slice(logged)
      .split('\n')
      .filter((line) => line.includes('could_not_renew'));
  await soon(async () => expect(lost()).toHaveLength(64));
  expect(Date.now() - wokenAt).toBeLessThan(1_000);
  await Promise.all([sleeper.holds(32), other.holds(32)]);
  await soon(async () => expect(findOpen(await readLedger())).toEqual(new Set(devices.map(({ phone }) => phone))));
  await expectWell();
}, 120_000);
