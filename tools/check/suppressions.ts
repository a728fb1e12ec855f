import type { Fault, Gate } from './gate.ts';
import { isScript, lineOf, listFiles, read } from './tree.ts';

export const suppressions: Gate = {
  name: 'suppressions',
  find: async () => (await listFiles()).filter(isScript).flatMap((file) => suppressionFaults(file, read(file))),
};

/** A rule may be broken for a reason, and the reason is told: `oxlint-disable-next-line rule -- why`. */
export const suppressionFaults = (file: string, text: string): Fault[] =>
  [...text.matchAll(suppression)]
    .filter(([, directive = '']) => !isReasoned(directive.trim()))
    .map((match) => ({
      where: `${file}:${lineOf(text, match.index)}`,
      what: 'A rule is suppressed without a reason, or for more than the next line.',
      mend: 'Write `// oxlint-disable-next-line the-rule -- why`, or `// @ts-expect-error why`.',
    }));

const suppression =
  /(?:\/\/|\/\*+)[ \t]*((?:(?:ox|es)lint-disable|@ts-(?:ignore|nocheck|expect-error)|oxfmt-ignore|prettier-ignore)[^\n]*)/g;

const isReasoned = (directive: string): boolean =>
  /^oxlint-disable-next-line [\w/, -]+ -- \S.{9,}/.test(directive) || /^@ts-expect-error \S.{9,}/.test(directive);
