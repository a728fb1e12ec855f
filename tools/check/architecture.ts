import type { Fault, Gate } from './gate.ts';
import { listFiles, read } from './tree.ts';

const file = 'ARCHITECTURE.md';

export const architecture: Gate = {
  name: 'architecture',
  find: async () => treeFaults(read(file), await listFiles()),
};

/**
 * The first fenced block is the tree. Every path in it exists. It shows every folder at the root, every project, and
 * of a `src` that it opens every folder in there.
 */
export const treeFaults = (markdown: string, files: readonly string[]): Fault[] => {
  const shown = readTree(markdown);
  const folders = new Set(files.flatMap(foldersAbove));
  const absent = shown.filter(({ path }) => !files.includes(path) && !folders.has(path));
  const opened = new Set(['', 'apps', 'libs', ...shown.map(({ parent }) => parent).filter(isInSource)]);
  const unshown = [...folders].filter(
    (folder) => opened.has(above(folder)) && !shown.some(({ path }) => isWithin(path, folder)),
  );
  return [
    ...absent.map(({ path, line }) => fault(line, `shows ${path}, which does not exist.`)),
    ...unshown.map((folder) => fault(1, `does not show ${folder}.`)),
  ];
};

type Shown = { path: string; parent: string; line: number };

const readTree = (markdown: string): Shown[] => {
  const lines = markdown.split('\n');
  const begin = lines.indexOf('```');
  const end = lines.indexOf('```', begin + 1);
  if (begin < 0 || end < 0) throw new Error(`${file} has no fenced tree.`);

  const shown: Shown[] = [];
  const open: { indent: number; path: string }[] = [];
  for (const [index, text] of lines.slice(begin + 1, end).entries()) {
    const indent = text.search(/\S/);
    const names = leadingPaths(text);
    if (names.length === 0) continue;
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) open.pop();
    const parent = open.at(-1)?.path ?? '';
    const paths = names.map((name) => (parent === '' ? name : `${parent}/${name}`).replace(/\/$/, ''));
    shown.push(...paths.map((path) => ({ path, parent, line: begin + 2 + index })));
    open.push({ indent, path: paths[0] ?? parent });
  }
  return shown;
};

/** The words a line begins with while they look like paths; what follows is what the line says about them. */
const leadingPaths = (text: string): string[] => {
  const words = text.trim().split(/\s+/);
  const end = words.findIndex((word) => !/^[\w.@/-]+$/.test(word) || !(word.includes('/') || /\.\w+$/.test(word)));
  return end < 0 ? words : words.slice(0, end);
};

const above = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
const foldersAbove = (path: string): string[] => {
  const folder = above(path);
  return folder === '' ? [] : [folder, ...foldersAbove(folder)];
};
const isInSource = (path: string): boolean => /\/src(?:\/|$)/.test(path);
const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

const fault = (line: number, what: string): Fault => ({
  where: `${file}:${line}`,
  what,
  mend: 'Let the tree and the page say the same.',
});
