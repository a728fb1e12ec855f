import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis as Client } from 'ioredis';
import { afterAll, expect, it, vi } from 'vitest';
import { shardNames } from './shard-names.ts';
import { type Holder, shortTimes, startHolder } from './shard-holders.ts';
import { claimTestRedis } from './test-redis.ts';

const redisUrl = await claimTestRedis();
const client = new Client(redisUrl);
afterAll(() => client.disconnect());

const shards = shardNames('live', 9);
const forMs = 8_000;

/** Chance that can be had again: the same seed, the same course, as far as clocks allow. */
const createChance = (seed: number) => {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return { below: next, pick: <T>(all: readonly T[]): T | undefined => all[next(all.length)] };
};

type Owning = { name: string; shard: string; from: number; to: number };

/** From when until when who could act for what, by the word of `isMine`. */
const createBook = () => {
  const open = new Map<string, Owning>();
  const all: Owning[] = [];
  return {
    all,
    note(name: string, shard: string, isMine: boolean): void {
      const key = `${name} ${shard}`;
      const owning = open.get(key);
      const now = performance.now();
      if (isMine && owning === undefined) {
        const begun = { name, shard, from: now, to: Number.POSITIVE_INFINITY };
        open.set(key, begun);
        all.push(begun);
      }
      if (!isMine && owning !== undefined) {
        owning.to = now;
        open.delete(key);
      }
    },
  };
};

const overlaps = (all: readonly Owning[]): [Owning, Owning][] =>
  shards.flatMap((shard) => {
    const inTime = all.filter((owning) => owning.shard === shard).toSorted((a, b) => a.from - b.from);
    return inTime.flatMap((before, index): [Owning, Owning][] => {
      const after = inTime[index + 1];
      return after !== undefined && after.from < before.to ? [[before, after]] : [];
    });
  });

it('never lets two hold one shard, whoever joins, leaves, dies, sleeps or is cut off, and whatever Redis forgets', async () => {
  const seed = randomInt(2 ** 31);
  const chance = createChance(seed);
  const book = createBook();
  const everybody = new Map<string, Holder>();
  const alive = new Map<string, Holder>();
  const twice: string[] = [];
  let isOver = false;

  /** At this very moment, asked as a caller asks before it acts. The dead are asked too: they might be asleep. */
  const look = (): void => {
    for (const shard of shards) {
      const owners: string[] = [];
      for (const [name, { held }] of everybody) {
        const isMine = held.isMine(shard);
        book.note(name, shard, isMine);
        if (isMine) owners.push(name);
      }
      if (owners.length > 1) twice.push(`${shard}: ${owners.join(' and ')}`);
    }
  };
  const looking = setInterval(look, 2);

  const join = async (): Promise<void> => {
    if (alive.size >= 6) return;
    const onGained = async () => {
      look();
      await sleep(chance.below(30));
      if (!isOver && chance.below(12) === 0) throw new Error('Postgres is away');
      setImmediate(look);
    };
    const onLost = async () => {
      look();
      await sleep(chance.below(40));
      look();
    };
    const holder = await startHolder({ redisUrl, network: 'live', shards, owner: { onGained, onLost } });
    const name = `worker ${everybody.size + 1}`;
    everybody.set(name, holder);
    alive.set(name, holder);
  };
  const leave = async (): Promise<void> => {
    const [name, holder] = anybody() ?? [];
    if (name === undefined || holder === undefined || alive.size < 2) return;
    alive.delete(name);
    await holder.stop();
  };
  const anybody = (): [string, Holder] | undefined => chance.pick([...alive]);
  const forAWhile = async (begin: (holder: Holder) => unknown, end: (holder: Holder) => unknown): Promise<void> => {
    const [name, holder] = anybody() ?? [];
    if (name === undefined || holder === undefined) return;
    await begin(holder);
    await sleep(chance.below(shortTimes.ttlMs * 2));
    // Whoever died or left meanwhile does not come back.
    if (alive.has(name)) await end(holder);
  };
  const acts: Record<string, () => Promise<unknown>> = {
    join,
    leave,
    die: async () => {
      const [name, holder] = anybody() ?? [];
      if (name === undefined || holder === undefined || alive.size < 3) return;
      alive.delete(name);
      holder.pause();
      await holder.proxy.refuse();
    },
    sleep: () =>
      forAWhile(
        (holder) => holder.pause(),
        (holder) => holder.wake(),
      ),
    'be cut off': () =>
      forAWhile(
        (holder) => holder.proxy.refuse(),
        (holder) => holder.proxy.restore(),
      ),
    'hear nothing': () =>
      forAWhile(
        (holder) => holder.proxy.goSilent(),
        (holder) => holder.proxy.restore(),
      ),
    'lose a connection': async () => anybody()?.[1].proxy.cut(),
    'give one up': async () => anybody()?.[1].held.giveUp(chance.pick(shards) ?? ''),
    'lose all of Redis': () => client.flushdb(),
    'restart Redis, empty': async () => {
      const all = [...alive];
      await Promise.all(all.map(([, { proxy }]) => proxy.refuse()));
      await client.flushdb();
      await sleep(chance.below(shortTimes.ttlMs));
      await Promise.all(all.filter(([name]) => alive.has(name)).map(([, { proxy }]) => proxy.restore()));
    },
  };

  for (let worker = 0; worker < 3; worker += 1) await join();
  const endsAt = performance.now() + forMs;
  const underWay: Promise<unknown>[] = [];
  const done: string[] = [];
  const often = ['join', 'join', 'leave', 'die', 'sleep', 'be cut off', 'hear nothing', 'lose a connection'];
  while (performance.now() < endsAt) {
    const act = chance.pick(chance.below(6) === 0 ? Object.keys(acts) : often) ?? 'join';
    done.push(act);
    underWay.push(acts[act]?.() ?? Promise.resolve());
    await sleep(chance.below(200));
  }
  isOver = true;
  await Promise.all(underWay);
  const course = `seed ${seed}: ${done.join(', ')}`;

  // And nothing of it is left behind: all shards are held, each by one, in fair shares.
  const fair = Math.ceil(shards.length / alive.size);
  await vi.waitFor(
    () => {
      const counts = [...alive.values()].map((holder) => holder.mine().length);
      expect(
        counts.reduce((all, count) => all + count, 0),
        course,
      ).toBe(shards.length);
      expect(Math.max(...counts), course).toBeLessThanOrEqual(fair);
    },
    { timeout: 20_000, interval: 10 },
  );
  clearInterval(looking);
  expect(twice, course).toEqual([]);
  expect(overlaps(book.all), course).toEqual([]);
  expect(book.all.length, course).toBeGreaterThan(shards.length * 2);
  await Promise.all([...everybody.values()].map((holder) => holder.stop()));
}, 60_000);
