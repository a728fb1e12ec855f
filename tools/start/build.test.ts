import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { fingerprint } from './build.ts';

const root = mkdtempSync(join(tmpdir(), 'parley-build-'));
afterAll(() => rmSync(root, { recursive: true }));

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};

let before: string;
beforeEach(() => {
  write('libs/one/src/deep/er/file.ts', 'first');
  write('libs/one/package.json', '{}');
  write('package-lock.json', '{}');
  before = fingerprint(root);
});

it.each<[string, () => void]>([
  ['a changed source', () => write('libs/one/src/deep/er/file.ts', 'other')],
  ['a new source', () => write('libs/one/src/deep/new.ts', '')],
  ['a source that is gone', () => rmSync(join(root, 'libs/one/src/deep/er/file.ts'))],
  ['a touched source', () => utimesSync(join(root, 'libs/one/src/deep/er/file.ts'), 1, 1)],
  ['a changed manifest', () => write('libs/one/package.json', '{ }')],
  ['a changed lockfile', () => write('package-lock.json', '{ }')],
])('sees %s', (_, change) => {
  change();
  expect(fingerprint(root)).not.toBe(before);
});

it('sees nothing where nothing changed, nor in what a build writes', () => {
  write('libs/one/dist/index.js', '');
  expect(fingerprint(root)).toBe(before);
});
