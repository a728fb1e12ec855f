import { randomUUID } from 'node:crypto';
import { createLogger } from '@parley/runtime';
import { Redis as Client } from 'ioredis';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { findHeldShards, openRedis } from '../src/index.ts';
import type { ShardOwner } from '../src/shards/held-shard.ts';
import { holdShards } from '../src/shards/hold-shards.ts';
import { createLeases } from '../src/shards/lease.ts';
import { shardNames } from './shard-names.ts';
import { createWorkerList, fairShare } from '../src/shards/worker-list.ts';
import { startRedisUser } from './redis-user.ts';
import { type Holder, shortTimes, startHolder } from './shard-holders.ts';
import { claimTestRedis } from './test-redis.ts';

const redisUrl = await claimTestRedis();
const client = new Client(redisUrl);
afterAll(() => client.disconnect());

/** A network of its own for each test, so that they know nothing of each other. */
const newNetwork = async (count: number) => {
  const network = `test-${randomUUID()}`;
  const shards = shardNames('live', count);
  // As Redis is on any day but its first.
  await client.hset(`shards:{${network}}:holders`, 'known', '1');
  const leasesOf = (worker: string, ttlMs = 60_000) => createLeases({ client, network, worker, ttlMs });
  const start = async (owner: Partial<ShardOwner> = {}): Promise<Holder> => {
    const holder = await startHolder({ redisUrl, network, shards, owner });
    onTestFinished(holder.stop);
    return holder;
  };
  const leaseKey = (shard: string) => `shards:{${network}}:lease:${shard}`;
  return { network, shards, leasesOf, start, leaseKey };
};

const within = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const holds = (holder: Holder, count: number) => within(() => expect(holder.mine()).toHaveLength(count));

it('gives a shard to one of those who claim it at once', async () => {
  const { shards, leasesOf } = await newNetwork(4);
  const claims = await Promise.all(['a', 'b', 'c'].map((worker) => leasesOf(worker).claim(shards, 3)));
  const claimed = claims.flat().map(({ lease }) => lease.shard);
  expect(claimed.toSorted()).toEqual(shards);
  expect(claims.map((claim) => claim.length)).toEqual([3, 1, 0]);
});

it('lets nobody renew, reclaim or release the lease of another', async () => {
  const { shards, leasesOf, leaseKey } = await newNetwork(1);
  const [one, other] = [leasesOf('a'), leasesOf('ab')];
  const [claim] = await one.claim(shards, 1);
  if (claim === undefined) throw new Error('not claimed');
  await other.claim(shards, 1);
  const theirs = { ...claim.lease, mark: 'ab:1' };
  expect(await other.renew([theirs])).toEqual(['lost']);
  expect(await other.reclaim(theirs)).toBe(false);
  expect(await other.release(theirs)).toBe(false);
  expect(await client.get(leaseKey('live-00'))).toBe(claim.lease.mark);
  expect(await one.renew([claim.lease])).toEqual(['renewed']);
  expect(await one.release(claim.lease)).toBe(true);
  expect(await one.renew([claim.lease])).toEqual(['missing']);
  expect(await client.exists(leaseKey('live-00'))).toBe(0);
});

it('renews all in one go, and tells what Redis knows of each', async () => {
  const { shards, leasesOf, leaseKey } = await newNetwork(3);
  const leases = (await leasesOf('a', 1_000).claim(shards, 3)).map(({ lease }) => lease);
  await client.set(leaseKey('live-01'), 'b:1');
  await client.del(leaseKey('live-02'));
  expect(await leasesOf('a').renew(leases)).toEqual(['renewed', 'lost', 'missing']);
  expect(await client.pttl(leaseKey('live-00'))).toBeGreaterThan(50_000);
  expect(await client.exists(leaseKey('live-02'))).toBe(0);
});

it('claims anew what it claimed without hearing the answer, and no late word of the earlier claim harms that', async () => {
  const { shards, leasesOf } = await newNetwork(1);
  const leases = leasesOf('a');
  const [[unheard], [heard]] = [await leases.claim(shards, 1), await leases.claim(shards, 1)];
  if (unheard === undefined || heard === undefined) throw new Error('not claimed');
  expect(await leases.release(unheard.lease)).toBe(false);
  expect(await leases.renew([heard.lease])).toEqual(['renewed']);
});

it('throws where Redis is broken, which is no answer', async () => {
  const logger = createLogger({ process: 'test', level: 'fatal' });
  const redis = openRedis({ url: 'redis://127.0.0.1:1', logger });
  const leases = createLeases({ client: redis.forQuestions(), network: 'live', worker: 'a', ttlMs: 1_000 });
  await expect(leases.claim(['live-00'], 1)).rejects.toThrow();
  await expect(leases.renew([{ shard: 'live-00', mark: 'a:1' }])).rejects.toThrow();
  await expect(leases.release({ shard: 'live-00', mark: 'a:1' })).rejects.toThrow();
  await redis.close();
});

it('tells who had a shard before: nobody, somebody who gave it back, or somebody who died', async () => {
  const { shards, leasesOf, leaseKey } = await newNetwork(1);
  const claimOf = async (worker: string) => {
    const [claim] = await leasesOf(worker).claim(shards, 1);
    if (claim === undefined) throw new Error('not claimed');
    return claim;
  };
  const first = await claimOf('a');
  await leasesOf('a').release(first.lease);
  const second = await claimOf('b');
  await client.del(leaseKey('live-00'));
  const third = await claimOf('c');
  expect([first, second, third].map(({ before }) => before)).toEqual(['nobody', 'handed_over', 'died']);
});

it('lets nobody claim anything from a Redis that knows nothing, for as long as somebody may hold a lease', async () => {
  const { shards, leasesOf, network } = await newNetwork(1);
  await client.del(`shards:{${network}}:holders`);
  const [holder, other] = [leasesOf('a', 300), leasesOf('b', 300)];
  const askedAt = performance.now();
  expect(await other.claim(shards, 1)).toEqual([]);
  expect(await holder.reclaim({ shard: 'live-00', mark: 'a:1' })).toBe(true);
  expect(await holder.release({ shard: 'live-00', mark: 'a:1' })).toBe(true);
  await within(async () => expect(await other.claim(shards, 1)).toHaveLength(1));
  expect(performance.now() - askedAt).toBeGreaterThanOrEqual(299);
});

it('counts the workers that are heard of, and whose share is how much', async () => {
  const { network } = await newNetwork(0);
  const listOf = (worker: string, ttlMs: number) => createWorkerList({ client, network, worker, ttlMs });
  const [a, b] = [listOf('a', 200), listOf('b', 200)];
  await Promise.all([a.beat(), b.beat()]);
  expect((await a.beat()).toSorted()).toEqual(['a', 'b']);
  await within(async () => expect(await a.beat()).toEqual(['a']));
  await b.beat();
  await b.leave();
  expect(await a.beat()).toEqual(['a']);
  expect([fairShare(64, 1), fairShare(64, 3), fairShare(64, 65), fairShare(64, 0)]).toEqual([64, 22, 1, 64]);
});

it('refuses times with which nobody could hold a shard safely', () => {
  const logger = createLogger({ process: 'test', level: 'fatal' });
  const redis = openRedis({ url: redisUrl, logger });
  onTestFinished(redis.close);
  const owner = { onGained: async () => {}, onLost: async () => {} };
  const times = { ...shortTimes, holdMs: shortTimes.ttlMs };
  expect(() => holdShards({ redis, logger, owner, network: 'live', shards: [], times })).toThrow('less than its TTL');
});

it('takes all shards when alone, its fair share when others join, and more again when they leave', async () => {
  const { start } = await newNetwork(8);
  const first = await start();
  await holds(first, 8);
  const second = await start();
  await Promise.all([holds(first, 4), holds(second, 4)]);
  const third = await start();
  await within(() => {
    const counts = [first, second, third].map((holder) => holder.mine().length);
    expect(counts.toSorted((a, b) => a - b)).toEqual([2, 3, 3]);
  });
  await second.stop();
  await Promise.all([holds(first, 4), holds(third, 4)]);
  expect(second.told.filter(({ what }) => what === 'handed_over').length).toBeGreaterThanOrEqual(2);
});

it('hands over one shard at a time, each once all of it is closed, and is missed for a moment only', async () => {
  const { start } = await newNetwork(6);
  let closing = 0;
  let mostClosing = 0;
  const closedAt = new Map<string, number>();
  const wasMineInClosing: boolean[] = [];
  const first = await start({
    onLost: async (shard) => {
      closing += 1;
      mostClosing = Math.max(mostClosing, closing);
      wasMineInClosing.push(first.held.isMine(shard));
      expect(second.mine()).not.toContain(shard);
      await new Promise<void>((resolve) => setTimeout(resolve, shortTimes.ttlMs / 4));
      expect(second.mine()).not.toContain(shard);
      closing -= 1;
      closedAt.set(shard, performance.now());
    },
  });
  await holds(first, 6);
  const second = await start();
  await Promise.all([holds(first, 3), holds(second, 3)]);
  expect(mostClosing).toBe(1);
  expect(wasMineInClosing).toEqual([true, true, true]);
  expect(second.told.map(({ what }) => what)).toEqual(['handed_over', 'handed_over', 'handed_over']);
  for (const { shard, at } of second.told) expect(at - (closedAt.get(shard) ?? 0)).toBeLessThan(500);
});

it('keeps renewing what it is slow to close, so that nobody takes it meanwhile', async () => {
  const { start } = await newNetwork(2);
  const slow = Promise.withResolvers<void>();
  const signals: AbortSignal[] = [];
  const first = await start({
    onLost: async (_shard, _why, signal) => {
      signals.push(signal);
      await slow.promise;
    },
  });
  await holds(first, 2);
  const second = await start();
  await within(() => expect(signals).toHaveLength(1));
  const begunAt = performance.now();
  await within(() => expect(performance.now() - begunAt).toBeGreaterThan(shortTimes.ttlMs * 1.5));
  expect(second.mine()).toEqual([]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  slow.resolve();
  await holds(second, 1);
});

it('closes and gives back everything at the end, side by side, and others take it at once', async () => {
  const { start } = await newNetwork(8);
  const first = await start();
  await holds(first, 8);
  const second = await start();
  await holds(second, 4);
  const closedAt = performance.now();
  await first.stop();
  await holds(second, 8);
  // Sooner than the list would have forgotten it by itself.
  expect(performance.now() - closedAt).toBeLessThan(shortTimes.holdMs * 0.9);
  expect(second.held.figures().gained).toMatchObject({ handed_over: 8, died: 0 });
  expect(first.held.figures()).toMatchObject({ held: 0, leaseAgeMs: 0, lost: { handed_over: 8, could_not_renew: 0 } });
});

it("takes a dead worker's shards soon after their leases have run out", async () => {
  const { start } = await newNetwork(4);
  const first = await start();
  await holds(first, 4);
  const second = await start();
  await holds(second, 2);
  first.pause();
  await first.proxy.refuse();
  const diedAt = performance.now();
  await holds(second, 4);
  expect(performance.now() - diedAt).toBeLessThan(shortTimes.ttlMs + 500);
  expect(second.held.figures().gained).toMatchObject({ died: 2 });
  await first.proxy.restore();
});

it.each([
  ['is gone', (holder: Holder) => holder.proxy.refuse()],
  ['is silent', async (holder: Holder) => holder.proxy.goSilent()],
])('gives up by its own clock while Redis %s, before anybody else can own', async (_, breakIt) => {
  const { start } = await newNetwork(4);
  const first = await start();
  await holds(first, 4);
  const brokenAt = performance.now();
  await breakIt(first);
  await within(() => expect(first.told.filter(({ what }) => what === 'could_not_renew')).toHaveLength(4));
  const { mine, told } = first;
  expect(mine()).toEqual([]);
  const second = await start();
  await holds(second, 4);
  const lostAt = told.filter(({ what }) => what === 'could_not_renew').map(({ at }) => at);
  const gainedAt = second.told.map(({ at }) => at);
  expect(Math.max(...lostAt) - brokenAt).toBeLessThan(shortTimes.ttlMs);
  expect(Math.max(...lostAt)).toBeLessThan(Math.min(...gainedAt));
  await first.proxy.restore();
  await Promise.all([holds(first, 2), holds(second, 2)]);
});

it('takes them back after an outage if nobody else was there', async () => {
  const { start } = await newNetwork(4);
  const only = await start();
  await holds(only, 4);
  await only.proxy.refuse();
  await within(() => expect(only.held.figures().lost.could_not_renew).toBe(4));
  await only.proxy.restore();
  await holds(only, 4);
  expect(only.told.map(({ what }) => what).slice(0, 4)).toEqual(Array.from({ length: 4 }, () => 'nobody'));
});

it('knows at once that it is too late when it was stopped for too long, before any timer of it rings', async () => {
  const { start } = await newNetwork(2);
  const first = await start();
  await holds(first, 2);
  // Nothing of this process runs meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, shortTimes.ttlMs);
  expect(first.mine()).toEqual([]);
  await within(() => expect(first.told.filter(({ what }) => what === 'could_not_renew')).toHaveLength(2));
  await holds(first, 2);
});

it('gives up what another has, whatever its own clock says', async () => {
  const { start, leaseKey } = await newNetwork(2);
  const first = await start();
  await holds(first, 2);
  await client.set(leaseKey('live-01'), 'somebody:1', 'PX', 60_000);
  await within(() => expect(first.told.at(-1)).toMatchObject({ shard: 'live-01', what: 'taken' }));
  await holds(first, 1);
});

it('reclaims what Redis has forgotten, with a new epoch, and acts for nothing in between', async () => {
  const { start, network, shards, leaseKey } = await newNetwork(3);
  const again = Promise.withResolvers<void>();
  const first = await start({ onGained: (_shard, how) => (how === 'reclaimed' ? again.promise : Promise.resolve()) });
  await holds(first, 3);
  await client.del(`shards:{${network}}:holders`, `shards:{${network}}:workers`, ...shards.map(leaseKey));
  await holds(first, 0);
  expect(first.told.filter(({ what }) => what !== 'nobody')).toEqual([]);
  again.resolve();
  await holds(first, 3);
  expect(first.held.figures()).toMatchObject({ held: 3, gained: { nobody: 3, reclaimed: 3 }, lost: { taken: 0 } });
});

it('lets nobody take what a worker that is cut off still holds by its own clock, though Redis was emptied', async () => {
  const { start, network, shards, leaseKey } = await newNetwork(4);
  const first = await start();
  await holds(first, 4);
  const second = await start();
  await holds(second, 2);
  await first.proxy.refuse();
  await client.del(`shards:{${network}}:holders`, `shards:{${network}}:workers`, ...shards.map(leaseKey));
  await holds(second, 4);
  const lostAt = first.told.filter(({ what }) => what === 'could_not_renew').map(({ at }) => at);
  const gainedAt = second.told.filter(({ what }) => what === 'nobody').map(({ at }) => at);
  expect([lostAt.length, gainedAt.length]).toEqual([2, 2]);
  expect(Math.max(...lostAt)).toBeLessThan(Math.min(...gainedAt));
  expect(second.held.figures().gained).toMatchObject({ reclaimed: 2 });
  await first.proxy.restore();
});

it('does not own a shard before it was taken on, and gives back what could not be', async () => {
  const { start, leaseKey } = await newNetwork(2);
  let isPostgresWell = false;
  const first = await start({
    onGained: async (shard) => {
      expect(first?.held.isMine(shard) ?? false).toBe(false);
      if (!isPostgresWell) throw new Error('Postgres is away');
    },
  });
  await within(() => expect(first.held.figures().lost.not_taken_on).toBeGreaterThan(1));
  await within(async () => expect(await client.exists(leaseKey('live-00'), leaseKey('live-01'))).toBe(0));
  expect(first.told).toEqual([]);
  isPostgresWell = true;
  await holds(first, 2);
});

it('leaves its share to others while it cannot take anything on', async () => {
  const { start } = await newNetwork(4);
  const well = await start();
  await holds(well, 4);
  const triedAt: number[] = [];
  const sick = await start({
    onGained: async () => {
      // Two at once are one try.
      if (performance.now() - (triedAt.at(-1) ?? 0) > 50) triedAt.push(performance.now());
      throw new Error('Postgres is away');
    },
  });
  await within(() => expect(triedAt.length).toBeGreaterThan(2));
  expect((triedAt[2] ?? 0) - (triedAt[0] ?? 0)).toBeGreaterThan(shortTimes.renewEveryMs * 2.5);
  expect(sick.mine()).toEqual([]);
  await holds(well, 4);
  expect(well.told.filter(({ what }) => what === 'could_not_renew')).toEqual([]);
});

it('gives up what its caller gives up, and takes it on anew', async () => {
  const { start } = await newNetwork(2);
  const first = await start();
  await holds(first, 2);
  first.held.giveUp('live-00');
  expect(first.mine()).toEqual(['live-01']);
  await holds(first, 2);
  expect(first.told.filter(({ shard }) => shard === 'live-00').map(({ what }) => what)).toEqual([
    'nobody',
    'given_up',
    'handed_over',
  ]);
});

it('calls for one shard one after the other, and tells whoever is slow to close that the lease is lost', async () => {
  const { start } = await newNetwork(1);
  let inCall = 0;
  const calls: string[] = [];
  const turn = async (what: string, work: () => Promise<void>) => {
    inCall += 1;
    calls.push(`${what} ${inCall}`);
    await work();
    inCall -= 1;
  };
  const mayGain = Promise.withResolvers<void>();
  const first = await start({
    onGained: (_shard, how) => turn(how, () => mayGain.promise),
    onLost: (_shard, why, signal) =>
      turn(why, () => new Promise((resolve) => signal.addEventListener('abort', () => resolve()))),
  });
  await within(() => expect(calls).toEqual(['nobody 1']));
  const closed = first.stop();
  mayGain.resolve();
  await within(() => expect(calls).toEqual(['nobody 1', 'handed_over 1']));
  await first.proxy.refuse();
  await closed;
  expect(calls).toEqual(['nobody 1', 'handed_over 1']);
});

it('does not say that all is closed when it is not: the lease runs out by itself', async () => {
  const { start, leaseKey } = await newNetwork(1);
  const first = await start({ onLost: () => Promise.reject(new Error('not closed')) });
  await holds(first, 1);
  const second = await start();
  await first.stop();
  expect(await client.exists(leaseKey('live-00'))).toBe(1);
  await holds(second, 1);
  expect(second.held.figures().gained).toMatchObject({ died: 1 });
});

it('says for how long nothing was looked after, which an outage of Redis is no part of', async () => {
  const { start } = await newNetwork(2);
  const first = await start();
  await holds(first, 2);
  const age = () => first.held.figures().lastTurnAgeMs;
  expect(age()).toBeLessThan(200);
  await first.proxy.refuse();
  await holds(first, 0);
  expect(age()).toBeLessThan(200);
  first.pause();
  await within(() => expect(age()).toBeGreaterThan(300));
  first.wake();
  await within(() => expect(age()).toBeLessThan(200));
  await first.proxy.restore();
  await holds(first, 2);
  await first.held.close();
  expect(age()).toBe(0);
});

it('tells which shards somebody holds right now, and that it cannot tell without Redis', async () => {
  const { start, network, shards, leasesOf } = await newNetwork(3);
  const { redis, proxy } = await startRedisUser(redisUrl);
  const find = async () => [...((await findHeldShards({ redis, network })) ?? ['nobody knows'])].toSorted();
  expect(await find()).toEqual([]);
  const [claimed] = await leasesOf('a').claim(shards.slice(0, 1), 1);
  await leasesOf('b', 100).claim(shards.slice(1, 2), 1);
  expect(await find()).toEqual(shards.slice(0, 2));
  await within(async () => expect(await find()).toEqual(shards.slice(0, 1)));
  if (claimed) await leasesOf('a').release(claimed.lease);
  expect(await find()).toEqual([]);
  const holder = await start();
  await holds(holder, 3);
  expect(await find()).toEqual(shards);
  expect(await findHeldShards({ redis, network: 'another' })).toEqual(new Set());
  await proxy.refuse();
  await within(() => expect(redis.ready()).rejects.toThrow());
  expect(await find()).toEqual(['nobody knows']);
});

it('starts and stops while Redis is away', async () => {
  const logger = createLogger({ process: 'test', level: 'fatal' });
  const redis = openRedis({ url: 'redis://127.0.0.1:1', logger });
  const owner = { onGained: async () => {}, onLost: async () => {} };
  const held = holdShards({ redis, logger, owner, network: 'live', shards: ['live-00'] });
  expect(held.isMine('live-00')).toBe(false);
  await held.close();
  await redis.close();
});
