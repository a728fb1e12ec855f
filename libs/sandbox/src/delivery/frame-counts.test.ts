import { expect, it } from 'vitest';
import { createFrameCounts } from './frame-counts.ts';

it('counts the frames of an id, each account for itself', () => {
  const frames = createFrameCounts();
  expect([frames.next('1', 'A'), frames.next('1', 'A'), frames.next('2', 'A'), frames.next('1', 'B')]).toEqual([
    1, 2, 1, 1,
  ]);
});

it('remembers at least as many ids as it says, and not for ever', () => {
  const frames = createFrameCounts(10);
  frames.next('1', 'first');
  for (let id = 1; id < 10; id += 1) frames.next('1', String(id));
  expect(frames.next('1', 'first')).toBe(2);
  for (let id = 0; id < 30; id += 1) frames.next('1', `other ${id}`);
  expect(frames.next('1', 'first')).toBe(1);
});
