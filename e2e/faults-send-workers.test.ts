import type { Message } from '@parley/contract';
import { claimTestRedis } from '@parley/coordination/test-redis';
import { createTestDatabase } from '@parley/store/test-database';
import { expect, it, onTestFinished } from 'vitest';
import { startSendWorld } from './send-world.ts';

// Workers that end, and fall asleep, in the middle of what they send.

const each = 30;

it('sends all of it once, though its worker ends or sleeps in the middle', async ({ annotate }) => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const world = await startSendWorld({
    databaseUrl: database.databaseUrl,
    redisUrl: await claimTestRedis(),
    devices: 4,
  });
  const { devices, soon, framesOf, startWorker } = world;
  const contact = await world.createContact('4915222222300', 'auto');
  const all: Message[] = [];
  /** Resolves in the middle of it. */
  const begin = async (what: string): Promise<void> => {
    const texts = Array.from({ length: each }, (_, place) => `${what} ${place}`);
    const messages = (await Promise.all(devices.map((device) => world.accept(device, { to: contact, texts })))).flat();
    all.push(...messages);
    await Promise.all(devices.map(world.nudge));
    await soon(async () => expect((await framesOf(messages)).filter((frames) => frames > 0).length).toBeGreaterThan(4));
    expect(await framesOf(messages)).toContain(0);
  };

  const first = await startWorker();
  await world.areBack(0);
  await begin('before it is asked to end');
  first.child.kill('SIGTERM');
  const second = await startWorker();
  await first.exited;
  expect(first.child.exitCode).toBe(0);
  await world.areFinal(all, 40_000);

  await begin('before it falls asleep');
  second.child.kill('SIGSTOP');
  const third = await startWorker();
  await third.holds(64);
  second.child.kill('SIGCONT');
  await world.areFinal(all, 40_000);
  await world.expectKeptPromises(all);
  const repeated = (await framesOf(all)).filter((frames) => frames > 1).length;
  await annotate(`${repeated} of ${all.length} took more than one frame`);
}, 120_000);
