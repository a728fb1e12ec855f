import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

const createWork = () => {
  const done: string[] = [];
  const failures: unknown[] = [];
  const finish = new Map<string, () => void>();
  let rests = 0;
  const turns = createTurns<string>({
    handle: (thing) => {
      if (thing.startsWith('bad')) throw new Error(thing);
      if (!thing.startsWith('slow')) return void done.push(thing);
      return new Promise<void>((resolve) => finish.set(thing, resolve)).then(() => void done.push(thing));
    },
    failed: (error) => failures.push(error),
    rested: () => {
      rests += 1;
    },
  });
  return { turns, done, failures, finish, rests: () => rests };
};

it('does what needs no waiting at once', () => {
  const { turns, done } = createWork();
  turns.take('a');
  turns.take('b');
  expect(done).toEqual(['a', 'b']);
});

it('keeps the order behind what takes its time, and rests when all is done', async () => {
  const { turns, done, finish, rests } = createWork();
  for (const thing of ['slow 1', 'a', 'slow 2', 'b']) turns.take(thing);
  expect([done, turns.waiting()]).toEqual([[], 3]);
  finish.get('slow 1')?.();
  await expect.poll(() => finish.has('slow 2')).toBe(true);
  expect([done, turns.waiting(), rests()]).toEqual([['slow 1', 'a'], 1, 0]);
  finish.get('slow 2')?.();
  await expect.poll(rests).toBe(1);
  expect(done).toEqual(['slow 1', 'a', 'slow 2', 'b']);
});

it('goes on after a failure', () => {
  const { turns, done, failures } = createWork();
  turns.take('bad');
  turns.take('a');
  expect([done, failures.length]).toEqual([['a'], 1]);
});
