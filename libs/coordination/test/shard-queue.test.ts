import { randomUUID } from 'node:crypto';
import { createLogger } from '@parley/runtime';
import { Redis as Client } from 'ioredis';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { createDispatch, type TenantDevice, openRedis, openShardQueue } from '../src/index.ts';
import { noAnswers } from './answers.ts';
import { countConnections, newDevice, startRedisUser, within } from './redis-user.ts';
import { claimTestRedis } from './test-redis.ts';

const redisUrl = await claimTestRedis();
const inspector = new Client(redisUrl);
afterAll(() => inspector.disconnect());

const newShard = () => `test-${randomUUID()}`;

type Work = (device: TenantDevice) => Promise<void>;
type Holder = { shard: string; tend?: Work; send?: Work };
const idle: Work = async () => {};

/** The queue of one shard, not running yet, and for whom it was called. */
const openQueue = async ({ shard, tend = idle, send = idle }: Holder) => {
  const user = await startRedisUser(redisUrl);
  const tended: string[] = [];
  const sent: string[] = [];
  const queue = openShardQueue({
    ...user,
    shard,
    answer: noAnswers,
    tend: async (device) => {
      tended.push(device.deviceId);
      await tend(device);
    },
    send: async (device) => {
      sent.push(device.deviceId);
      await send(device);
    },
  });
  onTestFinished(queue.close);
  return { ...user, queue, tended, sent };
};

const startDispatch = async () => {
  const user = await startRedisUser(redisUrl);
  const dispatch = createDispatch(user);
  onTestFinished(dispatch.close);
  return { ...user, dispatch };
};

/** Whether a nudge of a device is waiting, or in hand. */
const isNudged = async (shard: string, name: 'nudge' | 'send', { deviceId }: TenantDevice): Promise<boolean> =>
  (await inspector.exists(`bull:${shard}:de:${name} ${deviceId}`)) === 1;

/** Holds up what is called for a device, until it is let go. */
const createBarrier = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { wait: () => promise, open: resolve };
};

it('tends a device once for a thousand nudges, and keeps nothing of them', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const device = newDevice();
  await Promise.all(Array.from({ length: 1_000 }, () => dispatch.nudge({ shard, ...device })));
  const { queue, tended } = await openQueue({ shard });
  await queue.run('nobody');
  await within(async () => expect(await isNudged(shard, 'nudge', device)).toBe(false));
  expect(tended).toEqual([device.deviceId]);
  const left = (await inspector.keys(`bull:${shard}:*`)).map((key) => key.split(':').at(-1) ?? '');
  const ofTheQueue = ['events', 'id', 'marker', 'meta', 'stalled-check'];
  expect(left.filter((name) => !ofTheQueue.includes(name))).toEqual([]);
});

it('takes the first nudge for a shard whatever else is asked at the same moment', async () => {
  const shard = newShard();
  const { dispatch, redis } = await startDispatch();
  const device = newDevice();
  await Promise.all([redis.forQuestions().get('anything'), dispatch.nudge({ shard, ...device })]);
  const { queue, tended } = await openQueue({ shard });
  await queue.run('nobody');
  await within(async () => expect(tended).toEqual([device.deviceId]));
});

it('tends a device once more for nudges that come while it is tended, and never twice at a time', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const device = newDevice();
  const barrier = createBarrier();
  let atATime = 0;
  let most = 0;
  const { queue, tended } = await openQueue({
    shard,
    tend: async () => {
      atATime += 1;
      most = Math.max(most, atATime);
      await barrier.wait();
      atATime -= 1;
    },
  });
  await queue.run('nobody');
  await dispatch.nudge({ shard, ...device });
  await within(() => expect(tended).toHaveLength(1));
  for (let nudge = 0; nudge < 20; nudge += 1) await dispatch.nudge({ shard, ...device });
  barrier.open();
  await within(async () => expect(await isNudged(shard, 'nudge', device)).toBe(false));
  expect([tended.length, most]).toEqual([2, 1]);
});

it('sends for a device once for a thousand nudges to send, once more for those that come meanwhile, and tends nothing', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const device = newDevice();
  const barrier = createBarrier();
  await Promise.all(Array.from({ length: 1_000 }, () => dispatch.nudgeToSend({ shard, ...device })));
  const { queue, sent, tended } = await openQueue({ shard, send: barrier.wait });
  await queue.run('nobody');
  await within(() => expect(sent).toEqual([device.deviceId]));
  for (let nudge = 0; nudge < 20; nudge += 1) await dispatch.nudgeToSend({ shard, ...device });
  expect(sent).toHaveLength(1);
  barrier.open();
  await within(async () => expect(await isNudged(shard, 'send', device)).toBe(false));
  expect([sent.length, tended]).toEqual([2, []]);
});

it('tends a device while it sends for it: neither nudge stands for the other', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const device = newDevice();
  const barrier = createBarrier();
  const { queue, sent, tended } = await openQueue({ shard, send: barrier.wait });
  await dispatch.nudgeToSend({ shard, ...device });
  await dispatch.nudge({ shard, ...device });
  await queue.run('nobody');
  await within(() => expect([sent, tended]).toEqual([[device.deviceId], [device.deviceId]]));
  expect(await isNudged(shard, 'send', device)).toBe(true);
  barrier.open();
});

it('sends for devices in the order in which they were nudged, one that comes back behind its neighbours', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const [first, ...others] = Array.from({ length: 12 }, newDevice);
  if (first === undefined) throw new Error('There is none.');
  let isBack = false;
  const { queue, sent } = await openQueue({
    shard,
    send: async ({ deviceId }) => {
      if (deviceId !== first.deviceId || isBack) return;
      isBack = true;
      await dispatch.nudgeToSend({ shard, ...first });
    },
  });
  for (const device of [first, ...others]) await dispatch.nudgeToSend({ shard, ...device });
  await queue.run('nobody');
  await within(() => expect(sent).toHaveLength(13));
  expect(sent.slice(0, 8)).toEqual([first, ...others].slice(0, 8).map(({ deviceId }) => deviceId));
  expect(sent.lastIndexOf(first.deviceId)).toBeGreaterThan(8);
});

it('loses no wake-up, whenever it comes', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const device = newDevice();
  let written = 0;
  let seen = 0;
  const { queue } = await openQueue({
    shard,
    tend: async () => {
      const now = written;
      await inspector.ping();
      seen = now;
    },
  });
  await queue.run('nobody');
  for (let round = 0; round < 20; round += 1) {
    for (let nudge = 0; nudge < 10; nudge += 1) {
      written += 1;
      await dispatch.nudge({ shard, ...device });
    }
    await vi.waitFor(() => expect(seen).toBe(written), { timeout: 5_000, interval: 1 });
  }
  expect(seen).toBe(200);
});

it('tends eight devices side by side, and the next when one is done', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const barrier = createBarrier();
  const { queue, tended } = await openQueue({ shard, tend: barrier.wait });
  for (let device = 0; device < 10; device += 1) await dispatch.nudge({ shard, ...newDevice() });
  await queue.run('nobody');
  await within(() => expect(tended).toHaveLength(8));
  barrier.open();
  await within(() => expect(tended).toHaveLength(10));
});

it('tends a device again after it failed, and keeps in Redis nothing of why', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const device = newDevice();
  const { queue, tended, told } = await openQueue({ shard, tend: () => Promise.reject(new Error('no luck today')) });
  await queue.run('nobody');
  await dispatch.nudge({ shard, ...device });
  await within(async () => expect(await isNudged(shard, 'nudge', device)).toBe(false));
  await dispatch.nudge({ shard, ...device });
  await within(() => expect(tended).toHaveLength(2));
  await within(() => expect(told('no luck today')).toBe(2));
  expect(JSON.stringify(await inspector.xrange(`bull:${shard}:events`, '-', '+'))).not.toContain('luck');
});

it('takes up at once, in their order, what a holder that died had in hand', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const devices = Array.from({ length: 5 }, newDevice);
  const died = await openQueue({ shard, tend: createBarrier().wait });
  await died.queue.run('nobody');
  for (const device of devices) await dispatch.nudge({ shard, ...device });
  await within(() => expect(died.tended).toHaveLength(5));
  await died.proxy.refuse();
  const waiting = newDevice();
  await dispatch.nudge({ shard, ...waiting });

  const next = await openQueue({ shard });
  const startedAt = performance.now();
  await next.queue.run('died');
  await within(() => expect(next.tended).toHaveLength(6));
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(next.tended).toEqual([...devices, waiting].map(({ deviceId }) => deviceId));
  // And a nudge of such a device wakes it as ever.
  await dispatch.nudge({ shard, deviceId: devices[0]?.deviceId ?? waiting.deviceId, tenantId: waiting.tenantId });
  await within(() => expect(next.tended).toHaveLength(7));
});

it('waits for what is in hand when it is closed, but only so long that a lost shard is closed in time', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const [slow, quick] = [createBarrier(), createBarrier()];
  const { queue, tended } = await openQueue({ shard, tend: quick.wait });
  await queue.run('nobody');
  await dispatch.nudge({ shard, ...newDevice() });
  await within(() => expect(tended).toHaveLength(1));
  const closed = queue.close();
  expect(await Promise.race([closed.then(() => 'closed'), inspector.ping()])).toBe('PONG');
  quick.open();
  await closed;
  expect(await inspector.llen(`bull:${shard}:active`)).toBe(0);

  const stuck = await openQueue({ shard, tend: slow.wait });
  await stuck.queue.run('nobody');
  await dispatch.nudge({ shard, ...newDevice() });
  await within(() => expect(stuck.tended).toHaveLength(1));
  const startedAt = performance.now();
  await stuck.queue.close();
  expect(performance.now() - startedAt).toBeLessThan(900);
  // Whoever is next takes it up at once.
  const next = await openQueue({ shard });
  await next.queue.run('handed_over');
  await within(() => expect(next.tended).toEqual(stuck.tended));
  slow.open();
});

it.each([
  ['is gone', 'refuse'],
  ['is silent', 'goSilent'],
] as const)('is closed in time while Redis %s, and takes nothing when Redis is back', async (_, breakIt) => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const { queue, tended, proxy } = await openQueue({ shard });
  await queue.run('nobody');
  await dispatch.nudge({ shard, ...newDevice() });
  await within(() => expect(tended).toHaveLength(1));
  const before = await countConnections(inspector);
  await proxy[breakIt]();
  const startedAt = performance.now();
  await queue.close();
  expect(performance.now() - startedAt).toBeLessThan(900);
  const device = newDevice();
  await dispatch.nudge({ shard, ...device });
  await proxy.restore();
  proxy.cut();
  // It keeps no connection for itself that would look for Redis for ever.
  await within(async () => expect(await countConnections(inspector)).toBe(before - 1));
  const next = await openQueue({ shard });
  await next.queue.run('died');
  await within(() => expect(next.tended).toEqual([device.deviceId]));
  expect(tended).toHaveLength(1);
});

it('takes it for no trouble that a job in hand was taken over by another meanwhile', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const barrier = createBarrier();
  const { queue, tended, told } = await openQueue({ shard, tend: barrier.wait });
  await queue.run('nobody');
  await dispatch.nudge({ shard, ...newDevice() });
  await within(() => expect(tended).toHaveLength(1));
  const [job] = await inspector.lrange(`bull:${shard}:active`, 0, -1);
  await inspector.set(`bull:${shard}:${job}:lock`, "another's");
  barrier.open();
  await within(() => expect(told('not ours to end any more')).toBeGreaterThan(0));
  expect([told('queue in trouble'), told('job failed')]).toEqual([0, 0]);
});

it('puts back what Redis hands it only once it is closed', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const barrier = createBarrier();
  const { queue, tended, proxy } = await openQueue({ shard, tend: barrier.wait });
  await queue.run('nobody');
  const [inHand, late] = [newDevice(), newDevice()];
  await dispatch.nudge({ shard, ...inHand });
  await within(() => expect(tended).toHaveLength(1));
  await proxy.refuse();
  // Done, and asking for the next one; that is answered when nobody is here any more.
  barrier.open();
  await inspector.ping();
  await queue.close();
  await dispatch.nudge({ shard, ...late });
  await proxy.restore();
  await within(async () => expect(await inspector.llen(`bull:${shard}:active`)).toBe(0));
  const next = await openQueue({ shard });
  await next.queue.run('died');
  await within(() => expect(next.tended).toEqual([late.deviceId]));
  expect(tended).toEqual([inHand.deviceId]);
});

it('goes on by itself when Redis is back', async () => {
  const shard = newShard();
  const { dispatch } = await startDispatch();
  const { queue, tended, proxy, told, lines } = await openQueue({ shard });
  await queue.run('nobody');
  await dispatch.nudge({ shard, ...newDevice() });
  await within(() => expect(tended).toHaveLength(1));
  await proxy.refuse();
  await within(() => expect(told('redis is away')).toBeGreaterThan(0));
  await dispatch.nudge({ shard, ...newDevice() });
  await proxy.restore();
  await within(() => expect(tended).toHaveLength(2));
  expect(lines.filter((line) => line.includes('queue in trouble'))).toEqual([]);
});

it('runs and closes while Redis is away', async () => {
  const logger = createLogger({ process: 'test', level: 'fatal' });
  const redis = openRedis({ url: 'redis://127.0.0.1:1', logger });
  onTestFinished(redis.close);
  const queue = openShardQueue({ redis, logger, shard: newShard(), answer: noAnswers, tend: idle, send: idle });
  const startedAt = performance.now();
  await queue.run('nobody');
  await queue.close();
  expect(performance.now() - startedAt).toBeLessThan(900);
});

it('costs one connection for each shard and one for all of them', async () => {
  const user = await startRedisUser(redisUrl);
  const before = await countConnections(inspector);
  const queues = Array.from({ length: 5 }, () =>
    openShardQueue({ ...user, shard: newShard(), answer: noAnswers, tend: idle, send: idle }),
  );
  await Promise.all(queues.map((queue) => queue.run('nobody')));
  await within(async () => expect((await countConnections(inspector)) - before).toBe(6));
  await Promise.all(queues.map((queue) => queue.close()));
  await within(async () => expect((await countConnections(inspector)) - before).toBe(1));
});

it.each([
  ['is gone', 'refuse'],
  ['is silent', 'goSilent'],
] as const)('drops nudges while Redis %s, within a second, and says so once', async (_, breakIt) => {
  const { dispatch, proxy, told } = await startDispatch();
  const shard = newShard();
  await dispatch.nudge({ shard, ...newDevice() });
  await proxy[breakIt]();
  for (const nudge of [dispatch.nudge, dispatch.nudgeToSend, dispatch.nudge, dispatch.nudgeToSend]) {
    const startedAt = performance.now();
    await nudge({ shard, ...newDevice() });
    expect(performance.now() - startedAt).toBeLessThan(1_100);
  }
  expect(told('nudges are dropped')).toBe(1);
  await proxy.restore();
  const device = newDevice();
  await within(async () => {
    await dispatch.nudge({ shard, ...device });
    expect(await isNudged(shard, 'nudge', device)).toBe(true);
  });
});
