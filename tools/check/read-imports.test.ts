import { expect, it } from 'vitest';
import { readImports } from './read-imports.ts';

it('sees every way to name a module, types too', () => {
  const text = `
import 'side-effect';
import type { A } from 'only-a-type';
import b, { type c } from './value.ts';
export * from './all.ts';
export { d } from './some.ts';
export const e = 'import x from "a string"';
const f = await import('later');
type G = import('inline-type').G;
// import h from 'a comment';
`;
  expect(readImports('libs/store/src/x.ts', text).map(({ line, specifier }) => `${line} ${specifier}`)).toEqual([
    '2 side-effect',
    '3 only-a-type',
    '4 ./value.ts',
    '5 ./all.ts',
    '6 ./some.ts',
    '8 later',
    '9 inline-type',
  ]);
});

it('refuses what it cannot read', () => {
  expect(() => readImports('x.ts', 'const = ;')).toThrow('x.ts cannot be parsed');
});
