import { expect, it } from 'vitest';
import { createLocalBuckets } from './local-buckets.ts';

const limit = { capacity: 3, perMs: 3_000 };

it('gets back one after another as time goes by, and never more than so many', () => {
  let nowMs = Date.now();
  const buckets = createLocalBuckets({ now: () => nowMs, max: 10 });
  const take = () => buckets.pour('a', 1, limit).isAllowed;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
  nowMs += 999;
  expect(take()).toBe(false);
  nowMs += 1;
  expect([take(), take()]).toEqual([true, false]);
  nowMs += 3_600_000;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
});

it('remembers no more buckets than it may, and those that were asked for last', () => {
  const buckets = createLocalBuckets({ now: () => 0, max: 3 });
  for (const bucket of ['a', 'b', 'c']) buckets.pour(bucket, 1, limit);
  buckets.pour('a', 1, limit);
  for (let other = 0; other < 2; other += 1) buckets.pour(`other ${other}`, 1, limit);
  expect(buckets.size()).toBe(3);
  expect(buckets.pour('a', 1, limit).remaining).toBe(0);
  expect(buckets.pour('b', 1, limit).remaining).toBe(2);
});

it('counts exactly whatever the numbers', () => {
  for (const capacity of [1, 7, 60, 133, 6_000]) {
    const buckets = createLocalBuckets({ now: () => 0, max: 1 });
    let allowed = 0;
    for (let time = 0; time < capacity + 9; time += 1) {
      if (buckets.pour('a', 1, { capacity, perMs: 60_000 }).isAllowed) allowed += 1;
    }
    expect(allowed).toBe(capacity);
  }
});
