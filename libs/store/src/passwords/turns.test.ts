import { expect, it } from 'vitest';
import { createTurns, TooBusy } from './turns.ts';

it('never runs more at once than it may, keeps the rest in order, and turns away who finds the queue full', async () => {
  const inTurn = createTurns({ atOnce: 2, waiting: 3 });
  const begun: number[] = [];
  const gates = Array.from({ length: 6 }, () => Promise.withResolvers<number>());
  const works = gates.map(({ promise }, place) =>
    inTurn(() => {
      begun.push(place);
      return promise;
    }),
  );
  await expect(works[5]).rejects.toThrow(TooBusy);
  expect(begun).toEqual([0, 1]);

  gates[1]?.resolve(1);
  await works[1];
  expect(begun).toEqual([0, 1, 2]);
  gates[0]?.reject(new Error('broken'));
  await expect(works[0]).rejects.toThrow('broken');
  for (const [place, { resolve }] of gates.entries()) resolve(place);
  await expect(Promise.all(works.slice(2, 5))).resolves.toEqual([2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);

  await expect(Promise.all([inTurn(async () => 'a'), inTurn(async () => 'b')])).resolves.toEqual(['a', 'b']);
});
