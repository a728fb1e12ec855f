import { expect, it, onTestFinished } from 'vitest';
import { asOwner } from '@parley/store/test-database';
import { installationAuthor } from '@parley/store';
import { networks, toUuid, type DeviceId, type MessageId } from '@parley/contract';
import { contact, sendIn, shortDispatch, shortSession } from './send-world.ts';
import { startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const options = { dispatchTimes: shortDispatch, place: { ...world.place, times: { ...shortSession, ackMs: 3_000 } } };
let worker = await world.startWorker(options);
const { accept, arrived, became, find, send, seenBy, balanceOf } = sendIn(world);
const everything = { networks, devices: null };

const ledgerOf = async (phone: string) =>
  (await world.sandbox.ledger()).filter(
    ({ kind, account, to }) => kind === 'message' && account === phone && to !== undefined,
  );

/** When it was first told of a message that it is like that. */
const toldAt = (id: MessageId, status: string): Promise<number> =>
  asOwner(world.database.databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ at: Date }>(
      `select min(at) as at from events where message_id = $1 and data ->> 'status' = $2`,
      [toUuid(id), status],
    );
    return rows[0]?.at.getTime() ?? Number.NaN;
  });

const change = async (device: DeviceId, what: { messagesPerMinute?: number | null; showsTyping?: boolean }) => {
  const changed = await world.store.forCaller(installationAuthor(world.tenantId), ({ devices }) =>
    devices.change({ device, ...what }, everything),
  );
  if (!changed.ok) throw new Error(changed.failure.code);
};

it('sends all of a chat in the order in which it was accepted, once each', async () => {
  const { id } = await world.addConnected();
  const people = ['0120', '0121', '0122'].map(contact);
  const texts = Array.from({ length: 8 }, (_, at) => String(at));
  const sent = await accept(texts.flatMap((text) => people.map((phone) => ({ device: id, phone, text }))));
  await Promise.all(sent.map((message) => arrived(message.id, 20_000)));
  for (const phone of people) {
    const seen = (await seenBy(phone)).filter((each) => sent.some(({ whatsapp_id }) => whatsapp_id === each.id));
    expect(seen.map(({ text }) => text)).toEqual(texts);
    expect(seen.every(({ frames }) => frames === 1)).toBe(true);
  }
  expect(await balanceOf(id)).toBe('0/24/0');
});

it('lets nothing wait behind a message whose ack does not come, but the rest of its chat', async () => {
  const { id } = await world.addConnected();
  await arrived((await send(id, contact('0130'))).id);
  const [lost, behind, other] = await accept([
    { device: id, phone: contact('0107') },
    { device: id, phone: contact('0107') },
    { device: id, phone: contact('0130') },
  ]);
  if (!lost || !behind || !other) throw new Error('Nothing was accepted.');
  await Promise.all([arrived(other.id), became(behind.id, 'unknown'), became(lost.id, 'unknown')]);
  const [lostAt, otherAt, behindAt] = await Promise.all([
    toldAt(lost.id, 'unknown'),
    toldAt(other.id, 'sending'),
    toldAt(behind.id, 'sending'),
  ]);
  expect(otherAt).toBeLessThan(lostAt);
  // It steps aside while it is to be tried again.
  expect(behindAt).toBeGreaterThanOrEqual(lostAt);
});

it('keeps to the pace that was set, and shows replies being written where that is wished', async () => {
  const { id, phone } = await world.addConnected();
  await arrived((await send(id, contact('0131'))).id);
  await change(id, { messagesPerMinute: 120, showsTyping: true });
  const sent = await accept([1, 2, 3].map((n) => ({ device: id, phone: contact('0131'), text: String(n) })));
  await Promise.all(sent.map((message) => arrived(message.id, 20_000)));
  const times = (await ledgerOf(phone)).slice(1).map(({ at }) => Date.parse(at));
  // Half of the pace is the least there may be between two; and each is written for 800 ms.
  const pauses = times.slice(1).map((at, n) => at - (times[n] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThan(700);
  await expect(change(id, { messagesPerMinute: null })).resolves.toBeUndefined();
});

it('sends at its time, also where another has taken over meanwhile', async () => {
  const { id } = await world.addConnected();
  const at = (ms: number) => new Date(Date.now() + ms);
  const sendAt = at(1_200);
  const message = await send(id, contact('0132'), { sendAt });
  const sent = await arrived(message.id);
  const lateMs = Date.parse(sent.sent_at ?? '') - sendAt.getTime();
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(1_000);

  const later = await send(id, contact('0132'), { sendAt: at(2_500) });
  await worker.close();
  worker = await world.startWorker(options);
  await arrived(later.id, 15_000);
});

it('keeps to how many strangers may be written to on a day, and replies all the same', async () => {
  const { id } = await world.addConnected();
  await arrived((await send(id, contact('0133'))).id);
  const limit = (count: number | null) =>
    asOwner(world.database.databaseUrl, (owner) =>
      owner.query('update plans set first_contacts_per_day = $1', [count]),
    );
  await limit(3);
  onTestFinished(async () => void (await limit(null)));
  const strangers = await accept(
    ['0134', '0135', '0136', '0137'].map((last) => ({ device: id, phone: contact(last) })),
  );
  const [a, b, c, d] = strangers;
  if (!a || !b || !c || !d) throw new Error('Nothing was accepted.');
  await Promise.all([a, b].map((message) => arrived(message.id)));
  await arrived((await send(id, contact('0133'))).id);
  expect([(await find(c.id)).status, (await find(d.id)).status]).toEqual(['queued', 'queued']);
  // Whoever writes to the device is no stranger any more.
  await world.sandbox.sendFrom(contact('0137'), { to: (await find(a.id)).from?.slice(1) ?? '', text: 'Hello' });
  await arrived(d.id, 20_000);
});

it('keeps what waits while a device is stopped, and ends it once it is due and the device is unlinked', async () => {
  const { id } = await world.addConnected();
  await world.wish(id, { kind: 'stop' });
  await world.reached(id, 'stopped');
  const waiting = await send(id, contact('0138'));
  const sendAt = new Date(Date.now() + 3_000);
  const scheduled = await send(id, contact('0138'), { sendAt });
  expect((await find(waiting.id)).status).toBe('queued');
  await world.wish(id, { kind: 'unlink' });
  await became(waiting.id, 'failed/device_logged_out', 20_000);
  await became(scheduled.id, 'failed/device_logged_out', 20_000);
  expect(Date.now()).toBeGreaterThan(sendAt.getTime());
  expect(await balanceOf(id)).toBe('0/0/2');
});

it('lets nobody wait for thousands of messages of another', async () => {
  const [busy, other] = [await world.addConnected(), await world.addConnected()];
  await arrived((await send(other.id, contact('0140'))).id);
  const thousand = Array.from({ length: 1_000 }, (_, n) => ({ device: busy.id, phone: contact(`01${50 + (n % 40)}`) }));
  for (let turn = 0; turn < 3; turn += 1) await accept(thousand);
  const waits: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const from = performance.now();
    await arrived((await send(other.id, contact('0140'))).id);
    waits.push(performance.now() - from);
  }
  expect(waits.toSorted((a, b) => a - b)[2]).toBeLessThan(2_000);
  const left = await asOwner(world.database.databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ count: string }>(
      `select count(*) from messages where device_id = $1 and status = 'queued'`,
      [toUuid(busy.id)],
    );
    return Number(rows[0]?.count);
  });
  expect(left).toBeGreaterThan(1_000);
  await world.remove(busy.id);
  await world.soon(async () => expect(await world.countRows(busy.id)).toBe(0));
});
