import { env } from '../env.ts';
import { build } from './build.ts';
import type { Fault, Gate } from './gate.ts';
import { runTool } from './run-tool.ts';
import { isScript, isTest, listFiles } from './tree.ts';

/** Every project by its own settings, then tests and tools by the root's. */
export const types: Gate = {
  name: 'types',
  find: async () => {
    const built = await build();
    const rest = await runTool('tsc', ['-p', 'tsconfig.json', '--pretty', 'false', '--listFiles']);
    return [
      ...[built, rest].flatMap(({ ok, stdout, stderr }) => (ok ? [] : typeFaults(stdout + stderr))),
      ...unreadFaults(await listFiles(), rest.stdout.replaceAll(`${env.root}/`, '').split('\n')),
    ];
  },
};

/** One fault for each `file(line,column): error TS0000: …`; or all that was said, where the compiler itself failed. */
export const typeFaults = (said: string): Fault[] => {
  const mend = 'Make it compile.';
  const errors = said.split('\n').filter((line) => /^(?=\S).*\berror TS\d+: /.test(line));
  if (errors.length === 0) return [{ where: 'tsc', what: said.trim(), mend }];
  return errors.map((line) => {
    const [, file, at, what] = /^(.+?)\((\d+),\d+\): error (.*)$/.exec(line) ?? [];
    return { where: file ? `${file}:${at}` : 'tsc', what: what ?? line, mend };
  });
};

/** What no project compiles, the root's settings must; or its types were never looked at. */
export const unreadFaults = (files: readonly string[], readByRoot: readonly string[]): Fault[] => {
  const read = new Set(readByRoot);
  return files
    .filter((file) => isScript(file) && !file.endsWith('.mjs') && !read.has(file))
    .filter((file) => isTest(file) || !/^(?:apps|libs)\/[^/]+\/src\//.test(file))
    .map((file) => ({ where: file, what: 'is compiled by nothing.', mend: 'Include it in tsconfig.json.' }));
};
