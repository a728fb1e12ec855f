import { expect, it } from 'vitest';
import { createRefresher } from './refresher.ts';

/** Loads that end when the test says so. */
const openLoads = () => {
  const waiting: (() => void)[] = [];
  let begun = 0;
  const refresh = createRefresher(() => {
    begun += 1;
    return new Promise<void>((resolve) => void waiting.push(resolve));
  });
  return { refresh, begun: () => begun, endOne: () => waiting.shift()?.() };
};

it('loads once more, and only once, for whatever is asked while it loads', async () => {
  const { refresh, begun, endOne } = openLoads();
  const first = refresh();
  const others = [refresh(), refresh(), refresh()];
  expect(begun()).toBe(1);
  endOne();
  await first;
  await Promise.resolve();
  expect(begun()).toBe(2);
  endOne();
  await Promise.all(others);
  expect(begun()).toBe(2);
});

it('begins anew when nothing is under way', async () => {
  const { refresh, begun, endOne } = openLoads();
  for (const count of [1, 2]) {
    const done = refresh();
    endOne();
    await done;
    expect(begun()).toBe(count);
  }
});
