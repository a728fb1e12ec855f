import { expect, it } from 'vitest';
import { staleFaults } from './generated.ts';

it('finds nothing where the file is what it is made from', () => {
  expect(staleFaults('x.json', '{\n}\n', '{\n}\n')).toEqual([]);
});

it.each([
  ['a\nold\nc\n', 'a\nnew\nc\n', 'x.json:2', 'says "old"; it should be "new".'],
  ['', '{\n', 'x.json:1', 'says ""; it should be "{".'],
  ['a\nb\nmore\n', 'a\nb\n', 'x.json:3', 'says "more"; it should be "".'],
  ['a\nb\n\nextra', 'a\nb\n', 'x.json:4', 'says "extra"; it should be "".'],
])('points at the first line that is not (%#)', (found, wanted, where, what) => {
  expect(staleFaults('x.json', found, wanted)).toMatchObject([{ where, what }]);
});
