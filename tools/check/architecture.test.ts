import { expect, it } from 'vitest';
import { treeFaults } from './architecture.ts';

const files = [
  'README.md',
  '.ci/run',
  'apps/api/package.json',
  'apps/api/src/main.ts',
  'apps/api/src/http/guard.ts',
  'apps/api/src/plans/plans.module.ts',
  'apps/api/test/account-get.test.ts',
  'libs/store/src/doors/door.ts',
  'tools/env.ts',
];
const tree = `
  README.md  .ci/run
  apps/
    api/               answers programs; knows no WhatsApp
      src/
        http/ plans/   how, and about what
  libs/
    store/             the only code that knows Postgres
  tools/               start, test and check
`;
const faults = (shown: string, found = files) =>
  treeFaults(`# Architecture\n\n\`\`\`${shown}\`\`\`\n`, found).map(({ where, what }) => `${where} ${what}`);

it('finds nothing where the page shows the tree', () => {
  expect(faults(tree)).toEqual([]);
});

it('finds what the page shows and the tree lacks', () => {
  expect(faults(tree.replace('http/ plans/', 'http/ plans/ tokens/'))).toEqual([
    'ARCHITECTURE.md:8 shows apps/api/src/tokens, which does not exist.',
  ]);
  expect(faults(tree.replace('README.md', 'READ.md'))).toEqual([
    'ARCHITECTURE.md:4 shows READ.md, which does not exist.',
  ]);
});

it.each([
  ['a project', 'libs/runtime/package.json', 'libs/runtime'],
  ['a folder at the root', 'bench/main.ts', 'bench'],
  ['a room inside a src that is open', 'apps/api/src/tokens/tokens.module.ts', 'apps/api/src/tokens'],
])('finds %s that the page lacks', (_, file, folder) => {
  expect(faults(tree, [...files, file])).toEqual([`ARCHITECTURE.md:1 does not show ${folder}.`]);
});

it('does not ask for what lies inside a folder that is shown closed', () => {
  expect(faults(tree, [...files, 'libs/store/src/events/add-event.ts', 'apps/api/public/x.png'])).toEqual([]);
});

it('wants a tree to be there', () => {
  expect(() => treeFaults('# Architecture', files)).toThrow('no fenced tree');
});
