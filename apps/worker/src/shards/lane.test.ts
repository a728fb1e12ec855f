import { newId } from '@parley/contract';
import type { DeviceToTend } from '@parley/store';
import { expect, it } from 'vitest';
import { createLane } from './lane.ts';

const newDevice = (): DeviceToTend => ({
  tenantId: newId('ten'),
  deviceId: newId('dev'),
  shard: 'live-00',
  why: 'kept',
});

/** A lane whose looks end when the test says so. */
const openLane = (atOnce: number) => {
  const looks: { device: DeviceToTend; end: () => void }[] = [];
  let time = 0;
  const lane = createLane({
    atOnce,
    look: (device) => new Promise((end) => looks.push({ device, end })),
    now: () => time,
  });
  return { lane, looks, pass: (ms: number) => (time += ms), settled: () => new Promise(setImmediate) };
};

it('looks at so many at once, and at the others in their order', async () => {
  const { lane, looks, settled } = openLane(2);
  const devices = [newDevice(), newDevice(), newDevice(), newDevice()];
  for (const device of devices) lane.add(device);
  expect(looks.map(({ device }) => device)).toEqual(devices.slice(0, 2));
  looks[1]?.end();
  await settled();
  expect(looks.map(({ device }) => device)).toEqual(devices.slice(0, 3));
});

it('does not take in what waits or is looked at already, and does once that is over', async () => {
  const { lane, looks, settled } = openLane(1);
  const [first, second] = [newDevice(), newDevice()];
  for (let times = 0; times < 3; times += 1) [first, second].forEach(lane.add);
  looks[0]?.end();
  await settled();
  looks[1]?.end();
  await settled();
  expect(looks).toHaveLength(2);
  lane.add(first);
  expect(looks).toHaveLength(3);
});

it('is stuck for as long as nothing of what it has in hand comes to its end', async () => {
  const { lane, looks, pass, settled } = openLane(2);
  pass(500);
  expect(lane.stuckMs()).toBe(0);
  lane.add(newDevice());
  lane.add(newDevice());
  pass(300);
  expect(lane.stuckMs()).toBe(300);
  looks[0]?.end();
  await settled();
  expect(lane.stuckMs()).toBe(0);
  pass(200);
  expect(lane.stuckMs()).toBe(200);
  looks[1]?.end();
  await settled();
  pass(100);
  expect(lane.stuckMs()).toBe(0);
});
