import { expect, it } from 'vitest';
import { createDeviceCache } from './device-cache.ts';

it('keeps what is pinned, past its time and past being dropped, until nobody pins it', () => {
  let time = 0;
  const cache = createDeviceCache({ keptMs: 10, now: () => time });
  cache.set('a', ['phone']);
  const [one, other] = [cache.pin(['a']), cache.pin(['a'])];
  cache.del('a');
  expect([one.isUnknown('a'), cache.get('a')]).toEqual([true, ['phone']]);
  cache.set('a', ['phone', 'laptop']);
  time = 11;
  expect([one.isUnknown('a'), cache.get('a')]).toEqual([true, ['phone', 'laptop']]);
  one.release();
  one.release();
  expect(cache.hasDevices('a')).toBe(true);
  other.release();
  expect([cache.hasDevices('a'), cache.get('a')]).toEqual([false, undefined]);
});

it('forgets after its time, and whoever was learned of longest ago where there are too many', async () => {
  let time = 0;
  const cache = createDeviceCache({ people: 2, keptMs: 10, now: () => time });
  for (const user of ['a', 'b', 'c']) cache.set(user, [user]);
  expect(await cache.mget(['a', 'b', 'c'])).toEqual({ b: ['b'], c: ['c'] });
  time = 11;
  expect(cache.get('c')).toBeUndefined();
});

it('has no devices of somebody who is known to have none', () => {
  const cache = createDeviceCache();
  cache.set('a', []);
  expect([cache.get('a'), cache.hasDevices('a')]).toEqual([[], false]);
});
