import { existsSync, readFileSync } from 'node:fs';
import { run } from '../services/run.ts';

/** Every file of the tree that is, or will be, in git; paths from the root. */
export const listFiles = (): Promise<string[]> => (files ??= askGit());

export const read = (file: string): string => readFileSync(file, 'utf8');

export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

export const isScript = (file: string): boolean => /\.(?:tsx?|mjs)$/.test(file);

export const isTest = (file: string): boolean =>
  /\.test\.tsx?$/.test(file) || /^(?:apps|libs)\/[^/]+\/test\//.test(file) || file.startsWith('e2e/');

/** The code that makes the product and its tools: no tests, no settings of tools. */
export const isSource = (file: string): boolean =>
  isScript(file) && !isTest(file) && /^(?:(?:apps|libs)\/[^/]+\/src|tools|bench|chaos|docker)\//.test(file);

let files: Promise<string[]> | undefined;

const askGit = async (): Promise<string[]> => {
  const { ok, output } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (!ok) throw new Error(`The tree is not a git work tree, or git is missing: ${output.trim()}`);
  return [...new Set(output.split('\0'))].filter((file) => file !== '' && existsSync(file)).toSorted();
};
