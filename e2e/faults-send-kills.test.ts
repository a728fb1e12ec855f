import { type DeviceId, type MessageStatus, toUuid } from '@parley/contract';
import { claimTestRedis } from '@parley/coordination/test-redis';
import { createTestDatabase } from '@parley/store/test-database';
import { expect, it, onTestFinished } from 'vitest';
import { type HeldCommits, holdCommits, holdUp } from './hold-up.ts';
import { startSendWorld } from './send-world.ts';

// One worker, whose messages stand still at one step each when it is killed. Another finds all of them.

const steps = ['before the claim', 'after the claim', 'after the frame', 'after the ack', 'in the commit'] as const;
const locks = { claim: 7, record: 8 };

it('brings each message to its end, seen once, wherever its worker is killed', async ({ annotate }) => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const { databaseUrl } = database;
  const world = await startSendWorld({ databaseUrl, redisUrl: await claimTestRedis(), devices: steps.length });
  const { sandbox, devices, soon, keptOf, framesOf } = world;

  const first = await world.startWorker();
  await world.areBack(0);
  const letters = await Promise.all(
    devices.map(async (device, place) => {
      const to = await world.createContact(`49152222222${place}0`, 'manual');
      const [before] = await world.accept(device, { to, texts: ['before'] });
      if (before === undefined) throw new Error('Nothing was accepted.');
      await world.nudge(device);
      return { device, to, before };
    }),
  );
  await world.areFinal(letters.map(({ before }) => before));

  const [claimed, left, framed, acked, committed] = devices;
  if (!claimed || !left || !framed || !acked || !committed) throw new Error('There is a device for each step.');
  const claim = await holdCommits(databaseUrl, { lock: locks.claim, ...becoming(left.id, 'sending') });
  await sandbox.addFault({ match: { account: framed.phone, stanza: 'message' }, action: 'ack-lost' });
  const commit = await holdCommits(databaseUrl, { lock: locks.record, ...becoming(committed.id, 'sent') });
  const messages = await Promise.all(
    letters.map(async ({ device, to }, place) => {
      // What stands in their way is held between their accept and their time.
      const sendAt = device === claimed || device === acked ? new Date(Date.now() + 1_000) : null;
      const [message] = await world.accept(device, { to, texts: [`stands still ${steps[place]}`], sendAt });
      if (message === undefined) throw new Error('Nothing was accepted.');
      return message;
    }),
  );
  const row = await holdUp(databaseUrl, 'select 1 from messages where device_id = $1 for update', [toUuid(claimed.id)]);
  const balance = await holdUp(databaseUrl, 'select 1 from balances where device_id = $1 for update', [
    toUuid(acked.id),
  ]);
  const held = [claim, balance, commit];
  await Promise.all(devices.map(world.nudge));
  // What is to be claimed is passed by while somebody holds it.
  await soon(async () => {
    expect(await Promise.all(held.map((one) => one.isWaitedFor()))).toEqual(held.map(() => true));
    expect(await framesOf(messages)).toEqual([0, 0, 1, 1, 1]);
  }, 40_000);
  first.child.kill('SIGKILL');
  await first.exited;
  await Promise.all([row, ...held].map((one) => one.letGo()));
  await sandbox.call('DELETE', '/faults');
  // It was dead when what it had asked to be committed was.
  await soon(async () => {
    const statuses = (await keptOf(messages)).map(({ status }) => status);
    expect(statuses).toEqual(['queued', 'sending', 'sending', 'sending', 'sent']);
  });

  await world.startWorker();
  await world.areFinal(messages);
  expect((await keptOf(messages)).map(({ attempts }) => attempts)).toEqual([1, 2, 2, 2, 1]);
  const frames = await framesOf(messages);
  expect(frames).toEqual([1, 1, 2, 2, 1]);
  await annotate(`${frames.filter((count) => count > 1).length} of ${frames.length} took more than one frame`);

  const all = letters.map(({ to, before }, place) => ({ to, ids: [before, ...messages.slice(place, place + 1)] }));
  for (const { to, ids } of all)
    for (const { whatsapp_id: id } of ids) await sandbox.call('POST', `/contacts/${to}/receipts`, { id, type: 'read' });
  await world.expectKeptPromises(all.flatMap(({ ids }) => ids));
}, 90_000);

const becoming = (device: DeviceId, status: MessageStatus): Omit<HeldCommits, 'lock'> => ({
  on: 'update',
  when: `new.device_id = '${toUuid(device)}' and new.status = '${status}'`,
});
