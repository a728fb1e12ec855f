import { toUuid } from '@parley/contract';
import { asOwner } from '@parley/store/test-database';
import { afterEach, expect, it } from 'vitest';
import { contact, sendIn, shortDispatch, shortSession } from './send-world.ts';
import { startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const worker = await world.startWorker({
  dispatchTimes: shortDispatch,
  place: { ...world.place, times: { ...shortSession, queryMs: 2_500 } },
});
const { became, find, framesOf, saw, send, storyOf } = sendIn(world);
const shop = await world.addConnected();
afterEach(() => world.sandbox.call('DELETE', '/faults'));

it('fails a message to somebody whose devices cannot be learned, without a frame', async () => {
  const message = await send(shop.id, contact('0115'));
  await became(message.id, 'failed/recipient_unreachable');
  expect(await framesOf(message)).toBe(0);
});

it('asks once more about whom nobody answers', async () => {
  await world.sandbox.addFault({ match: { account: shop.phone, stanza: 'usync' }, action: 'no-answer', times: 1 });
  const message = await send(shop.id, contact('0151'));
  await became(message.id, 'read');
  expect(await framesOf(message)).toBe(1);
});

it('shows once what was sent before the connection dropped, and sends again what was dropped with it', async () => {
  const own = await world.addConnected();
  const seen = await send(own.id, contact('0108'));
  await became(seen.id, 'read');
  expect(await saw(contact('0108'), seen)).toMatchObject({ text: 'Hello' });
  const dropped = await send(own.id, contact('0109'));
  await became(dropped.id, 'read');
  expect(await saw(contact('0109'), dropped)).toMatchObject({ text: 'Hello' });
  expect(await framesOf(dropped)).toBeGreaterThan(1);
  expect(await storyOf(dropped.id)).toContain('unknown');
});

it('believes an ack that comes late', async () => {
  const own = await world.addConnected();
  const message = await send(own.id, contact('0106'));
  await became(message.id, 'unknown');
  expect((await find(message.id)).is_final).toBe(false);
  await world.sandbox.pass(31_000);
  await became(message.id, 'read');
  expect(await saw(contact('0106'), message)).toMatchObject({ text: 'Hello' });
});

it('tries five times where no ack ever comes, with one id, and then waits for receipts', async () => {
  const own = await world.addConnected();
  const message = await send(own.id, contact('0107'));
  await world.soon(async () => expect(await framesOf(message)).toBe(5));
  // Each try is told once; that nothing came of it either is nothing new.
  expect(await storyOf(message.id)).toEqual(['queued', 'sending', ...Array.from({ length: 5 }, () => 'unknown')]);
  expect(await find(message.id)).toMatchObject({ status: 'unknown', safe_to_retry: false });
  await world.suffer(own.phone, 'close');
  await became(message.id, 'read');
  expect(await framesOf(message)).toBe(5);
  expect(await saw(contact('0107'), message)).toMatchObject({ frames: 5 });
});

it('freezes first contacts after a 463 until the lock ends, and no replies', async () => {
  const own = await world.addConnected();
  const friend = contact('0120');
  await became((await send(own.id, friend)).id, 'read');
  const locked = await send(own.id, contact('0104'));
  const { failure } = await became(locked.id, 'failed/reachout_locked');
  expect(Date.parse(failure?.until ?? '') - Date.now()).toBeGreaterThan(10_000);
  expect(failure?.server_code).toBe(463);
  const stranger = await send(own.id, contact('0150'));
  await became((await send(own.id, friend)).id, 'read');
  expect((await find(stranger.id)).status).toBe('queued');
  // WhatsApp lifts it.
  await world.sandbox.pass(31_000);
  await became(stranger.id, 'read');
  expect(await framesOf(locked)).toBe(1);
});

it('ends what waits for a device that is logged out', async () => {
  const own = await world.addConnected();
  const fatal = await send(own.id, contact('0116'));
  await world.reached(own.id, 'logged_out');
  await world.soon(async () => expect(['failed', 'unknown']).toContain((await find(fatal.id)).status));
  await expect(send(own.id, contact('0100'))).rejects.toThrow('device_logged_out');
  const isTriedAgain = () =>
    asOwner(world.database.databaseUrl, async (owner) => {
      const found = await owner.query('select due_at from messages where id = $1', [toUuid(fatal.id)]);
      return found.rows[0]?.due_at !== null;
    });
  // Or it would log the device out each time that it is linked.
  await world.soon(async () => expect(await isTriedAgain()).toBe(false));
});

it('counts what became of tries, and those after the first', async () => {
  const figures = await worker.readMetrics();
  for (const outcome of ['sent', 'unknown', 'failed'])
    expect(figures).toMatch(new RegExp(`parley_sends_total\\{outcome="${outcome}",[^}]*\\} [1-9]`));
  expect(figures).toMatch(/parley_messages_tried_again_total\{[^}]*\} [4-9]/);
  expect(figures).toMatch(/parley_message_wait_seconds_count\{[^}]*\} [1-9]/);
});
