import { expect, it } from 'vitest';
import { databaseFaults } from './database.ts';
import { lintFaults } from './lint.ts';
import { typeFaults, unreadFaults } from './types.ts';
import { unusedFaults } from './unused.ts';

// What other programs said, as they said it.

it('reads the compiler', () => {
  const said = `libs/x/src/a.ts(12,5): error TS2322: Type 'A' is not assignable to type 'B'.
  Property 'c' is missing.
error TS5083: Cannot read file 'tsconfig.json'.
`;
  expect(typeFaults(said)).toMatchObject([
    { where: 'libs/x/src/a.ts:12', what: "TS2322: Type 'A' is not assignable to type 'B'." },
    { where: 'tsc', what: "error TS5083: Cannot read file 'tsconfig.json'." },
  ]);
  expect(typeFaults('out of memory')).toMatchObject([{ where: 'tsc', what: 'out of memory' }]);
});

it('finds what the compiler never read', () => {
  const files = ['apps/x/src/main.ts', 'apps/x/src/main.test.ts', 'apps/x/vite.config.ts', 'tools/a.ts', 'tools/b.mjs'];
  expect(unreadFaults(files, ['tools/a.ts', 'node_modules/x.d.ts']).map(({ where }) => where)).toEqual([
    'apps/x/src/main.test.ts',
    'apps/x/vite.config.ts',
  ]);
});

it('reads oxlint', () => {
  const said = JSON.stringify({
    diagnostics: [
      {
        message: 'Unexpected console statement.',
        code: 'eslint(no-console)',
        help: 'Delete this console statement.',
        filename: 'a.ts',
        labels: [{ span: { offset: 3, length: 2, line: 9, column: 1 } }],
      },
    ],
    number_of_files: 1,
  });
  expect(lintFaults(said)).toEqual([
    {
      where: 'a.ts:9',
      what: 'Unexpected console statement. [eslint(no-console)]',
      mend: 'Delete this console statement.',
    },
  ]);
});

it('reads knip', () => {
  const said = JSON.stringify({
    issues: [
      { file: 'a.ts', exports: [{ name: 'b', line: 3, col: 1, pos: 9 }], files: [], unlisted: [] },
      { file: 'package.json', exports: [], files: [{ name: 'c.ts' }], unlisted: [{ name: 'pg', line: 1 }] },
    ],
  });
  expect(unusedFaults(said)).toMatchObject([
    { where: 'a.ts:3', what: 'b (exports)' },
    { where: 'package.json', what: 'c.ts (files)' },
    { where: 'package.json:1', what: 'pg (unlisted)', mend: 'It is not declared: declare it, pinned.' },
  ]);
});

it('reads the tests of the database', () => {
  const said = `
 FAIL  libs/store/test/catalog.test.ts > every table > has its policies
AssertionError: expected [ 'tokens' ] to deeply equal []
 FAIL  libs/store/test/schema.test.ts [ libs/store/test/schema.test.ts ]
`;
  expect(databaseFaults(said)).toMatchObject([
    { where: 'libs/store/test/catalog.test.ts', what: 'every table > has its policies' },
    { where: 'libs/store/test/schema.test.ts' },
  ]);
  expect(databaseFaults('No Redis can be had.')).toMatchObject([{ what: 'No Redis can be had.' }]);
});
