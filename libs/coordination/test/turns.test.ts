import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { createTurns } from '../src/index.ts';
import { startRedisUser } from './redis-user.ts';

const redisUrl = inject('redisUrl');
const never = new AbortController().signal;

const startTurns = async (turns: { name: string; perSecond: number; burst: number }) => {
  const user = await startRedisUser(redisUrl);
  return { ...user, turns: createTurns({ ...user, ...turns }) };
};

/** When each of so many turns was there, from the first that asked. */
const takeAll = async (all: readonly { take: (signal: AbortSignal) => Promise<boolean> }[], times: number) => {
  const startedAt = performance.now();
  const taken: number[] = [];
  const take = async (index: number) => {
    if (await all[index % all.length]?.take(never)) taken.push(performance.now() - startedAt);
  };
  await Promise.all(Array.from({ length: times }, (_, index) => take(index)));
  return taken;
};

it('gives two processes together no more turns than the rate, and all of it', async () => {
  const rate = { name: randomUUID(), perSecond: 50, burst: 5 };
  const [first, second] = await Promise.all([startTurns(rate), startTurns(rate)]);
  const taken = await takeAll([first.turns, second.turns], 55);
  expect(taken).toHaveLength(55);
  for (const [index, at] of taken.entries()) {
    // Redis counts; what it answered is heard here some milliseconds later, never earlier.
    expect(index + 1).toBeLessThanOrEqual(rate.burst + (at / 1_000) * rate.perSecond + 1);
  }
  expect(taken.at(-1)).toBeLessThan(2_000);
});

it('gives turns in the order in which they were asked for, and one name nothing of another', async () => {
  const { turns } = await startTurns({ name: randomUUID(), perSecond: 100, burst: 1 });
  const order: number[] = [];
  const take = async (index: number) => {
    await turns.take(never);
    order.push(index);
  };
  const others = await startTurns({ name: randomUUID(), perSecond: 0.001, burst: 1 });
  expect(await others.turns.take(never)).toBe(true);
  await Promise.all([0, 1, 2, 3, 4].map(take));
  expect(order).toEqual([0, 1, 2, 3, 4]);
});

it('is false as soon as it is aborted, wherever in the row, and takes no turn of those behind it', async () => {
  const { turns } = await startTurns({ name: randomUUID(), perSecond: 5, burst: 1 });
  expect(await turns.take(never)).toBe(true);
  const [first, second] = [new AbortController(), new AbortController()];
  const startedAt = performance.now();
  const waiting = [turns.take(first.signal), turns.take(second.signal), turns.take(never)];
  second.abort();
  expect(await waiting[1]).toBe(false);
  first.abort();
  expect(await waiting[0]).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(100);
  expect(await waiting[2]).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(450);
  expect(await turns.take(AbortSignal.abort())).toBe(false);
});

it('goes on by itself at the rate while Redis is away', async () => {
  const { turns, proxy } = await startTurns({ name: randomUUID(), perSecond: 20, burst: 1 });
  expect(await turns.take(never)).toBe(true);
  await proxy.refuse();
  const taken = await takeAll([turns], 5);
  expect(taken).toHaveLength(5);
  expect(taken.at(-1)).toBeGreaterThan(190);
});
