import { expect, it } from 'vitest';
import { createInbox } from './inbox.ts';

/** Takes frames that cost two milliseconds each; a frame of one byte is one that nobody understands. */
const slowInbox = () => {
  const taken: number[] = [];
  const told: string[] = [];
  const inbox = createInbox({
    read: (piece) => Array.from(piece, (byte) => Buffer.from([byte])),
    take: (frame) => {
      if (frame[0] === 255) throw new Error('nobody understands this');
      const until = performance.now() + 2;
      while (performance.now() < until);
      taken.push(frame[0] ?? 0);
    },
    failed: () => told.push('failed'),
    full: () => told.push('full'),
    rested: () => told.push('rested'),
  });
  return { inbox, taken, told };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('lets others have their turn before it has taken all of much, and keeps the order', async () => {
  const { inbox, taken, told } = slowInbox();
  const all = Array.from({ length: 40 }, (_, index) => index);
  inbox.put(Buffer.from(all.slice(0, 30)));
  expect(taken.length).toBeLessThan(30);
  expect(inbox.isBusy()).toBe(true);
  inbox.put(Buffer.from(all.slice(30)));
  while (inbox.isBusy()) await turn();
  expect(taken).toEqual(all);
  expect(told[0]).toBe('full');
  expect(told.filter((each) => each === 'rested')).toHaveLength(1);
});

it('takes nothing more after what it has failed at', async () => {
  const { inbox, taken, told } = slowInbox();
  inbox.put(Buffer.from([1, 255, 2]));
  await turn();
  expect({ taken, told }).toEqual({ taken: [1], told: ['failed'] });
});
