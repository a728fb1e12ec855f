import { expect, it } from 'vitest';
import { suppressionFaults } from './suppressions.ts';

// Put together here, so that they are none themselves.
const next = `oxlint-${'disable'}-next-line`;
const expectError = `@ts-${'expect-error'}`;

it.each([
  `// ${next} no-console -- the line is for people to read`,
  `  {/* ${next} import/no-cycle, no-console -- the two are one thing */}`,
  `// ${expectError} the types of this package are wrong`,
  '// It was a disabled rule once.',
])('lets %s stand', (line) => {
  expect(suppressionFaults('x.ts', `const a = 1;\n${line}\n`)).toEqual([]);
});

it.each([
  `// ${next} no-console`,
  `// ${next} no-console -- why`,
  `// ${next} -- every rule at once, for some reason`,
  `// oxlint-${'disable'} no-console -- for the whole file`,
  `/* eslint-${'disable'} no-console -- by another tool's name */`,
  `foo(); // oxlint-${'disable'}-line no-console -- beside the line`,
  `// ${expectError}`,
  `// @ts-${'ignore'} although it is explained`,
  `// @ts-${'nocheck'} although it is explained`,
])('refuses %s', (line) => {
  expect(suppressionFaults('x.ts', `const a = 1;\n${line}\n`)).toMatchObject([{ where: 'x.ts:2' }]);
});
