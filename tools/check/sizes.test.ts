import { expect, it } from 'vitest';
import { sizeFaults } from './sizes.ts';

const files = (count: number, lines: number) =>
  Array.from({ length: count }, (_, index) => ({ file: `libs/x/src/${lines}-${index}.ts`, lines }));

it('lets a file have 400 lines and no more', () => {
  expect(sizeFaults([...files(40, 399), { file: 'whole.ts', lines: 400 }])).toEqual([]);
  expect(sizeFaults([...files(40, 399), { file: 'long.ts', lines: 401 }])).toMatchObject([{ where: 'long.ts' }]);
});

it('lets the five largest hold a quarter of a small source', () => {
  expect(sizeFaults([...files(5, 300), ...files(45, 100)])).toEqual([]);
  expect(sizeFaults([...files(5, 301), ...files(45, 100)])).toHaveLength(1);
});

it('lets the five largest hold a tenth once the source has 20,000 lines', () => {
  const share = expect.objectContaining({
    what: 'The five largest files hold 12.2 % of the source; 10.0 % is the most.',
  });
  expect(sizeFaults([...files(5, 400), ...files(180, 100)])).toEqual([]);
  expect(sizeFaults([...files(5, 500), ...files(180, 100)])).toContainEqual(share);
});
