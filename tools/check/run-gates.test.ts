import { expect, it } from 'vitest';
import type { Gate } from './gate.ts';
import { runGates } from './run-gates.ts';

const fault = { where: 'x.ts:3', what: 'is wrong.', mend: 'Mend it.' };
const gate = (name: string, find: Gate['find']): Gate => ({ name, find });
const run = async (gates: Gate[], write = false) => {
  const lines: string[] = [];
  const failed = await runGates(gates, { write, tell: (line) => void lines.push(line) });
  return { failed, said: lines.join('\n') };
};

it('runs every gate to its end, and tells every finding and how to mend it', async () => {
  const { failed, said } = await run([
    gate('first', async () => [fault, { ...fault, where: 'y.ts' }]),
    gate('second', async () => []),
    gate('third', async () => [fault]),
  ]);
  expect(failed).toEqual(['first', 'third']);
  expect(said).toMatch(/FAILED {2}first .*\n +x\.ts:3 {2}is wrong\.\n +→ Mend it\.\n +y\.ts/);
  expect(said).toMatch(/ok {6}second/);
});

it('counts a gate that breaks as failed, and goes on', async () => {
  const { failed, said } = await run([
    gate('broken', async () => {
      throw new Error('no compiler');
    }),
    gate('next', async () => []),
  ]);
  expect(failed).toEqual(['broken']);
  expect(said).toContain('no compiler');
  expect(said).toMatch(/ok {6}next/);
});

it('renews what is generated only when it is asked to, before it looks', async () => {
  let file = 'old';
  const generated: Gate = {
    name: 'generated',
    find: async () => (file === 'old' ? [fault] : []),
    write: async () => void (file = 'new'),
  };
  expect((await run([generated])).failed).toEqual(['generated']);
  expect((await run([generated], true)).failed).toEqual([]);
});
