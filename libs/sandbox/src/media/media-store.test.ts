import { expect, it } from 'vitest';
import { createClock } from '../clock.ts';
import { createMediaStore } from './media-store.ts';

const image = (bytes: number) => ({ folder: 'mms/image', from: '12025550100', bytes: Buffer.alloc(bytes) }) as const;

it('forgets the oldest where there is no room for all', () => {
  const store = createMediaStore(createClock(), 100);
  const [first, second, third] = [store.add(image(40)), store.add(image(40)), store.add(image(40))];
  expect([first, second, third].map((path) => store.find(path) !== undefined)).toEqual([false, true, true]);
});

it('lets nobody drive out what others have', () => {
  const store = createMediaStore(createClock(), 100);
  const kept = store.add({ ...image(30), from: '12025550101' });
  for (let count = 0; count < 10; count += 1) store.add(image(20));
  expect(store.find(kept)).toBeDefined();
  expect(store.all()).toHaveLength(4);
});

it('finds by the same direct paths what was kept and put back', () => {
  const clock = createClock();
  const store = createMediaStore(clock);
  const path = store.add(image(10));
  const restored = createMediaStore(clock);
  restored.restore(store.all());
  expect(restored.find(path)).toEqual(store.find(path));
});

it('gives what is renewed a path of its own, and all its time again', async () => {
  const clock = createClock();
  const store = createMediaStore(clock);
  const path = store.add(image(10));
  const blob = store.find(path);
  if (blob === undefined) throw new Error('it was just stored');
  await clock.advance(1000);
  const again = store.find(store.renew(blob));
  expect(again?.path).not.toBe(blob.path);
  expect(again?.bytes).toBe(blob.bytes);
  expect(again?.expiresAt).toBeGreaterThanOrEqual(blob.expiresAt + 1000);
});
