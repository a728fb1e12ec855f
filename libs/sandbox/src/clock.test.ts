import { afterEach, expect, it } from 'vitest';
import { type Clock, createClock } from './clock.ts';

let clock: Clock = createClock();
afterEach(() => {
  clock.stop();
  clock = createClock();
});

it('rings what falls due in the order of its time, and of its winding where two share one', async () => {
  const rung: string[] = [];
  clock.after(3000, () => rung.push('last'));
  clock.after(1000, () => rung.push('first'));
  clock.after(2000, () => rung.push('second'));
  clock.after(2000, () => rung.push('third'));
  clock.after(3001 + 60_000, () => rung.push('not yet'));
  await clock.advance(3000);
  expect(rung).toEqual(['first', 'second', 'third', 'last']);
});

it('shows each alarm its own time', async () => {
  const start = clock.now();
  const at: number[] = [];
  for (const ms of [5000, 20_000]) clock.after(ms, () => at.push(clock.now() - start));
  await clock.advance(60_000);
  expect(at).toHaveLength(2);
  expect(at[0]).toBeLessThan(6000);
  expect(at[1]).toBeLessThan(21_000);
  expect(clock.now() - start).toBeGreaterThanOrEqual(60_000);
});

it('rings what an alarm winds for within the span, also after something it waits for', async () => {
  const rung: string[] = [];
  clock.after(1000, () => {
    clock.after(1000, () => {
      rung.push('at once');
      void Promise.resolve().then(() => clock.after(1000, () => rung.push('after a promise')));
    });
  });
  clock.after(2500, () => rung.push('between'));
  await clock.advance(3000);
  expect(rung).toEqual(['at once', 'between', 'after a promise']);
});

it('does not ring what was called off, by its owner or by another alarm', async () => {
  const rung: string[] = [];
  const callOff = clock.after(2000, () => rung.push('called off'));
  clock.after(1000, callOff);
  await clock.advance(5000);
  expect(rung).toEqual([]);
});

it('rings by itself when the time comes', async () => {
  const start = clock.now();
  await new Promise<void>((resolve) => void clock.after(20, resolve));
  expect(clock.now() - start).toBeGreaterThanOrEqual(20);
});

it('rings nothing once it has stopped', async () => {
  const rung: string[] = [];
  clock.after(1000, () => rung.push('too late'));
  clock.stop();
  await clock.advance(5000);
  expect(rung).toEqual([]);
});

it('counts every push, though they come at once', async () => {
  const start = clock.now();
  await Promise.all([clock.advance(1000), clock.advance(2000), clock.advance(3000)]);
  expect(clock.now() - start).toBeGreaterThanOrEqual(6000);
});
