import { expect, it } from 'vitest';
import { createClock } from '../clock.ts';
import { createDelayLine } from './delay-line.ts';

it('lets nothing overtake what is late, however little late it is itself', async () => {
  const clock = createClock();
  const delay = createDelayLine(clock);
  const done: string[] = [];
  delay(0, () => done.push('at once'));
  delay(5000, () => done.push('late'));
  delay(1000, () => done.push('less late'));
  delay(0, () => done.push('not late'));
  expect(done).toEqual(['at once']);
  await clock.advance(4000);
  expect(done).toEqual(['at once']);
  await clock.advance(1000);
  expect(done).toEqual(['at once', 'late', 'less late', 'not late']);
  delay(0, () => done.push('at once again'));
  expect(done.at(-1)).toBe('at once again');
  clock.stop();
});
