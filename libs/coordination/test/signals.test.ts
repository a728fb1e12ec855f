import { newId } from '@parley/contract';
import { Redis as Client } from 'ioredis';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { createSignals } from '../src/index.ts';
import { countConnections, startRedisUser, within } from './redis-user.ts';
import { claimTestRedis } from './test-redis.ts';

const redisUrl = await claimTestRedis();
const inspector = new Client(redisUrl);
afterAll(() => inspector.disconnect());

const channelOf = (tenantId: string) => `signals:{${tenantId}}`;
const listenersTo = async (tenantId: string) => (await inspector.pubsub('NUMSUB', channelOf(tenantId)))[1];

const startSignals = async () => {
  const user = await startRedisUser(redisUrl);
  return { ...user, signals: createSignals(user) };
};

type Started = Awaited<ReturnType<typeof startSignals>>;

/** Listens, and has been called for the beginning. */
const listen = async ({ signals }: Started, tenantId = newId('ten')) => {
  const hear = vi.fn();
  const stop = signals.listen(tenantId, hear);
  onTestFinished(stop);
  await within(() => expect(hear).toHaveBeenCalledTimes(1));
  hear.mockClear();
  return { tenantId, hear, stop };
};

it("wakes who listens to a tenant, in every process, and nobody who listens to another's", async () => {
  const [first, second] = await Promise.all([startSignals(), startSignals()]);
  const tenantId = newId('ten');
  const ours = await Promise.all([listen(first, tenantId), listen(second, tenantId)]);
  const others = await listen(second);
  first.signals.tell(tenantId);
  await within(() => expect(ours.map(({ hear }) => hear.mock.calls.length)).toEqual([1, 1]));
  first.signals.tell(others.tenantId);
  await within(() => expect(others.hear).toHaveBeenCalledTimes(1));
  expect(ours.map(({ hear }) => hear.mock.calls.length)).toEqual([1, 1]);
});

it('misses nothing that is told from the moment the listener was called for the beginning', async () => {
  const started = await startSignals();
  const tenantId = newId('ten');
  for (let round = 1; round <= 5; round += 1) {
    const { hear, stop } = await listen(started, tenantId);
    started.signals.tell(tenantId);
    await within(() => expect(hear).toHaveBeenCalledTimes(1));
    stop();
  }
});

it('calls who joins others for the beginning, too', async () => {
  const started = await startSignals();
  const { tenantId, hear } = await listen(started);
  const joined = await listen(started, tenantId);
  expect(hear).not.toHaveBeenCalled();
  started.signals.tell(tenantId);
  await within(() => expect([hear.mock.calls.length, joined.hear.mock.calls.length]).toEqual([1, 1]));
});

it('listens over one connection, however many listen, and to nothing that nobody listens to any more', async () => {
  const started = await startSignals();
  const before = await countConnections(inspector);
  const all = await Promise.all(Array.from({ length: 30 }, () => listen(started)));
  expect((await countConnections(inspector)) - before).toBe(1);
  const [{ tenantId, stop } = await listen(started)] = all;
  const again = await listen(started, tenantId);
  expect(await listenersTo(tenantId)).toBe(1);
  stop();
  stop();
  started.signals.tell(tenantId);
  await within(() => expect(again.hear).toHaveBeenCalledTimes(1));
  again.stop();
  await within(async () => expect(await listenersTo(tenantId)).toBe(0));
});

it('calls its listeners once when Redis is back, since something may have been told, and hears again', async () => {
  const [cutOff, well] = await Promise.all([startSignals(), startSignals()]);
  const { tenantId, hear } = await listen(cutOff);
  await cutOff.proxy.refuse();
  await within(() => expect(cutOff.told('redis is away')).toBeGreaterThan(0));
  well.signals.tell(tenantId);
  cutOff.signals.tell(tenantId);
  // Who begins to listen meanwhile is called once it is heard, like the others.
  const late = vi.fn();
  onTestFinished(cutOff.signals.listen(newId('ten'), late));
  expect(hear).not.toHaveBeenCalled();
  await cutOff.proxy.restore();
  await within(() => expect([hear.mock.calls.length, late.mock.calls.length]).toEqual([1, 1]));
  well.signals.tell(tenantId);
  await within(() => expect(hear).toHaveBeenCalledTimes(2));
});
