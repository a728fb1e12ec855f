import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { env } from '../env.ts';
import { lintFaults } from './lint.ts';
import { runTool } from './run-tool.ts';

// Our rules, tried on code that breaks them. A rule that oxlint renames or drops would fall silent; not here.

const folder = mkdtempSync(join(tmpdir(), 'parley-lint-'));
const broken: Record<string, string> = {
  'typescript(no-floating-promises)': 'export const f = async () => {};\nf();',
  'typescript(no-misused-promises)': 'export const f = async () => true;\nexport const g = () => (f() ? 1 : 2);',
  'typescript(await-thenable)': 'export const f = async () => await 1;',
  'typescript(no-explicit-any)': 'export const f = (a: any) => void a;',
  'typescript(no-unsafe-assignment)': "export const a: { b: string } = JSON.parse('{}');",
  'typescript(no-non-null-assertion)': 'export const f = (a?: string) => a!.length;',
  'typescript(consistent-type-assertions)': "export const a = 'x' as string;",
  'typescript(switch-exhaustiveness-check)':
    "export const f = (a: 'x' | 'y') => {\n  switch (a) {\n    case 'x':\n      return 1;\n  }\n  return 2;\n};",
  'typescript(ban-ts-comment)': `// @ts-${'ignore'}\nexport const a = 1;`,
  'eslint(max-lines)': `${'export {};\n'.repeat(401)}`,
  'eslint(max-params)': 'export const f = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d];',
  'eslint(no-console)': "console.log('a');",
  'eslint(no-warning-comments)': `// ${'TO'}${'DO'}: later\nexport {};`,
  'node(no-process-env)': "export const a = process.env['A'];",
  'eslint(no-restricted-properties)': 'const { env } = process;\nexport const a = env;',
  'eslint(no-restricted-imports)': "import { env } from 'node:process';\nexport const a = env;",
  'import(no-default-export)': 'export default 1;',
  'import(no-cycle)': "import { b } from './cycle.ts';\nexport const a = () => b;",
};
let found: string[] = [];

const fileOf = (rule: string): string => `${rule.replace(/\W+/g, '-').replace(/-$/, '')}.ts`;

beforeAll(async () => {
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2024',
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [join(env.root, 'node_modules/@types')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'cycle.ts'), "import { a } from './import-no-cycle.ts';\nexport const b = () => a;\n");
  for (const [rule, text] of Object.entries(broken)) writeFileSync(join(folder, fileOf(rule)), `${text}\n`);
  const { stdout } = await runTool('oxlint', ['--config', '.oxlintrc.json', '--format', 'json', folder]);
  found = lintFaults(stdout).map(({ where, what }) => `${where.replace(/.*\//, '').replace(/:\d+$/, '')} ${what}`);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

it.each(Object.keys(broken))('%s bites', (rule) => {
  expect(found.filter((line) => line.startsWith(`${fileOf(rule)} `) && line.endsWith(`[${rule}]`))).not.toEqual([]);
});
