import { expect, it } from 'vitest';
import { jitter, typingMs } from './pace.ts';

it('keeps the pace on average, and never sends two at once', () => {
  expect([0, 0.5, 1].map((random) => jitter(() => random))).toEqual([0.5, 1, 1.5]);
});

it('types for as long as a text is, within reason', () => {
  expect(['', 'x'.repeat(50), 'x'.repeat(4_096)].map(typingMs)).toEqual([800, 2_000, 4_000]);
});
