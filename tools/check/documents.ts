import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import type { Fault, Gate } from './gate.ts';
import { lineOf, listFiles, read } from './tree.ts';

export const documents: Gate = {
  name: 'documents',
  find: async () => {
    const pages = (await listFiles()).filter((file) => file.endsWith('.md'));
    return documentFaults(Object.fromEntries(pages.map((file) => [file, read(file)])), existsSync);
  },
};

/** Links between pages lead somewhere, to the heading they name; and no page tells of one machine's folders. */
export const documentFaults = (pages: Record<string, string>, exists: (path: string) => boolean): Fault[] =>
  Object.entries(pages).flatMap(([page, text]) => [
    ...[...text.matchAll(link)]
      .filter(([, target = '']) => !leadsSomewhere(target, { page, pages, exists }))
      .map((match) => ({
        where: `${page}:${lineOf(text, match.index)}`,
        what: `The link to ${match[1]} leads nowhere.`,
        mend: 'Name a file, from this page on, or a heading there.',
      })),
    ...[...text.matchAll(machinePath)].map((match) => ({
      where: `${page}:${lineOf(text, match.index)}`,
      what: `${match[1]} is a path on one machine.`,
      mend: 'Write it from the root of the tree, or as $HOME.',
    })),
  ]);

type Here = { page: string; pages: Record<string, string>; exists: (path: string) => boolean };

const leadsSomewhere = (target: string, { page, pages, exists }: Here): boolean => {
  if (/^(?:https?|mailto):/.test(target)) return true;
  const [path = '', heading] = target.split('#', 2);
  const file = path === '' ? page : posix.join(posix.dirname(page), path);
  if (heading === undefined) return exists(file);
  return headingsOf(pages[file] ?? '').includes(heading);
};

/** As the usual viewers of Markdown name them. */
const headingsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const link = /\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g;
const machinePath = /(?<![\w.])(\/(?:work|tmp|root|home\/[a-z]\w*|Users\/\w+)\/[\w./-]*)/g;
