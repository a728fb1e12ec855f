import { newId, no } from '@parley/contract';
import { expect, it } from 'vitest';
import { startTestWorld } from './test-world.ts';

const world = await startTestWorld();
const worker = await world.startWorker();
const contact = '4915211111111';
await world.sandbox.createContact({ phone: contact });

const figure = async (line: string): Promise<number> => {
  const found = (await worker.readMetrics()).split('\n').find((each) => each.startsWith(line));
  return Number(found?.split(' ').at(-1) ?? 0);
};

const loginsOf = async (phone: string): Promise<number> =>
  (await world.sandbox.ledger()).filter(({ kind, account }) => kind === 'login' && account === phone).length;

const hearsOf = async (phone: string): Promise<void> => {
  const id = await world.sandbox.sendFrom(contact, { to: phone, text: 'Hello' });
  await world.soon(async () => {
    const ledger = await world.sandbox.ledger();
    expect(ledger.some((entry) => entry.kind === 'receipt' && entry.id === id && entry.to !== undefined)).toBe(true);
  });
};

it('lets a shard go whose epoch another has grown, writes nothing more for it, and loses no message', async () => {
  const { phone, shard } = await world.addConnected();
  await hearsOf(phone);
  expect(await figure('parley_stale_epochs_total')).toBe(0);

  await world.store.forInstallation(({ growEpoch }) => growEpoch(shard));
  await hearsOf(phone);
  expect(await figure('parley_stale_epochs_total')).toBeGreaterThan(0);
  expect(await figure('parley_shards_lost_total{why="given_up"')).toBe(1);
  expect(await figure('parley_reconnects_total')).toBe(0); // a new holder begins anew
  expect(await loginsOf(phone)).toBeGreaterThan(1);
});

it('keeps a shard one of whose devices is gone', async () => {
  const { id, phone, shard } = await world.addConnected();
  const lostBefore = await figure('parley_shards_lost_total{why="given_up"');
  const staleBefore = await figure('parley_stale_epochs_total');
  await world.dispatch.nudge({ shard, tenantId: world.tenantId, deviceId: newId('dev') });
  await world.soon(async () => expect(await figure('parley_stale_epochs_total')).toBeGreaterThan(staleBefore));
  await hearsOf(phone);
  expect(await figure('parley_shards_lost_total{why="given_up"')).toBe(lostBefore);
  expect(worker.find(id)?.state()).toBe('connected');
});

it("does nothing for a job that names a device as another tenant's, or of another shard", async () => {
  const { id, phone, shard } = await world.addConnected();
  const { tenantId, dispatch, store } = world;
  const others = (await store.forInstallation(({ listShards }) => listShards('sandbox'))).filter(
    (each) => each !== shard,
  );
  const wrong = [
    { shard, tenantId: newId('ten'), deviceId: id },
    { shard: others[0] ?? '', tenantId, deviceId: id },
  ];
  for (const job of wrong) {
    const staleBefore = await figure('parley_stale_epochs_total');
    await dispatch.nudge(job);
    await world.soon(async () => expect(await figure('parley_stale_epochs_total')).toBeGreaterThan(staleBefore));
    const asked = await dispatch.ask({ ...job, ask: 'checkNumber', question: { phone: contact } });
    expect(asked).toEqual(no('device_not_answering'));
  }
  await hearsOf(phone);
  expect(await loginsOf(phone)).toBe(1);
});
