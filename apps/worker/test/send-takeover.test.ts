import { toUuid } from '@parley/contract';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { openStore } from '@parley/store';
import { asOwner, testMasterKey } from '@parley/store/test-database';
import { expect, it, onTestFinished } from 'vitest';
import { contact, sendIn, shortDispatch, shortSession } from './send-world.ts';
import { startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const options = { dispatchTimes: shortDispatch, place: { ...world.place, times: { ...shortSession, ackMs: 3_000 } } };
const { accept, became, find, framesOf, saw, send, storyOf, balanceOf } = sendIn(world);

const query = (text: string, values: unknown[]) =>
  asOwner(world.database.databaseUrl, async (owner) => (await owner.query(text, values)).rows);

it('tries again with the same id what a holder of before has left, and takes up its retries', async () => {
  const { id } = await world.addLinked();
  const [sending, retried, over] = await accept(
    ['0120', '0121', '0122'].map((last) => ({ device: id, phone: contact(last) })),
  );
  if (!sending || !retried || !over) throw new Error('Nothing was accepted.');
  // As a worker leaves it that dies after its claim, while it tries again, and when it has given up.
  await query(`update messages set status = 'sending', attempts = 1, claimed_under = 0 where id = $1`, [
    toUuid(sending.id),
  ]);
  await query(
    `update messages set status = 'unknown', attempts = 2, claimed_under = 0, due_at = now() + interval '2 minutes'
     where id = $1`,
    [toUuid(retried.id)],
  );
  await query(`update messages set status = 'unknown', attempts = 5, due_at = null where id = $1`, [toUuid(over.id)]);
  const worker = await world.startWorker(options);
  onTestFinished(() => worker.close());
  for (const message of [sending, retried]) {
    await became(message.id, 'read');
    expect(await framesOf(message)).toBe(1);
  }
  expect(await storyOf(sending.id)).toContain('unknown');
  expect(await framesOf(over)).toBe(0);
  expect((await find(over.id)).status).toBe('unknown');
});

it('hands over what is under way without a second frame, where its ack comes in time, and the rest without a loss', async () => {
  const first = await world.startWorker(options);
  const { id, phone } = await world.addConnected();
  await world.suffer(phone, 'ack-late', { delayMs: 300, times: 100 });
  const sent = await accept(
    Array.from({ length: 30 }, (_, n) => ({ device: id, phone: contact(`01${40 + (n % 10)}`) })),
  );
  const isOneUnderWay = async () => (await Promise.all(sent.map(framesOf))).some((frames) => frames > 0);
  await world.soon(async () => expect(await isOneUnderWay()).toBe(true));
  const second = await world.startWorker(options);
  onTestFinished(() => second.close());
  await first.close();
  await Promise.all(sent.map((message) => became(message.id, 'read', 20_000)));
  for (const message of sent) expect(await framesOf(message)).toBe(1);
  expect(await balanceOf(id)).toBe('0/30/0');
}, 40_000);

it('loses no ack that comes while Postgres is away', async () => {
  const proxy = await createTestProxy(world.database.databaseUrl);
  onTestFinished(() => proxy.close());
  const store = openStore({ databaseUrl: proxy.url, masterKey: testMasterKey, openWithinMs: 2_000 });
  const worker = await world.startWorker({ ...options, store });
  onTestFinished(async () => {
    await worker.close();
    await store.close();
  });
  const { id, phone } = await world.addConnected();
  await world.suffer(phone, 'ack-late', { delayMs: 300, times: 1 });
  const message = await send(id, contact('0123'));
  await world.soon(async () => expect(await framesOf(message)).toBe(1));
  await proxy.refuse();
  await world.sandbox.pass(400);
  await proxy.restore();
  await became(message.id, 'read', 20_000);
  expect(await framesOf(message)).toBe(1);
  expect(await saw(contact('0123'), message)).toMatchObject({ frames: 1 });
}, 40_000);

it('finds what was accepted while Redis was away', async () => {
  const worker = await world.startWorker(options);
  onTestFinished(() => worker.close());
  const { id } = await world.addConnected();
  const message = await send(id, contact('0124'));
  await became(message.id, 'read');
  // Nobody is told of this one.
  const quiet = sendIn({ ...world, dispatch: { ...world.dispatch, nudgeToSend: async () => {} } });
  const found = await quiet.send(id, contact('0124'));
  await became(found.id, 'read', 15_000);
  expect(await framesOf(found)).toBe(1);
});
