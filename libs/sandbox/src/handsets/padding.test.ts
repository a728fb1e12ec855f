import { expect, it } from 'vitest';
import { pad, unpad } from './padding.ts';

const text = Buffer.from('Hello');

it('takes off what it has put on, which is one to sixteen bytes', () => {
  for (let tries = 0; tries < 200; tries += 1) {
    const padded = pad(text);
    expect(padded.length - text.length).toBeGreaterThanOrEqual(1);
    expect(padded.length - text.length).toBeLessThanOrEqual(16);
    expect(unpad(padded)).toEqual(text);
  }
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['no padding', Buffer.from([1, 2, 0])],
  ['too much of it', Buffer.alloc(40, 17)],
  ['more than there is', Buffer.from([9])],
  ['another byte in between', Buffer.from([1, 3, 2, 3])],
])('refuses %s', (_name, padded) => {
  expect(() => unpad(padded)).toThrow('not padded');
});
