import type { Fault, Gate } from './gate.ts';
import { isSource, listFiles, read } from './tree.ts';

export type SizedFile = { file: string; lines: number };

export const sizes: Gate = {
  name: 'sizes',
  find: async () => {
    const sources = (await listFiles()).filter((file) => isSource(file) && !mayBeLong(file));
    return sizeFaults(sources.map((file) => ({ file, lines: read(file).split('\n').length - 1 })));
  },
};

/** No file over 400 lines; and the five largest hold little of the whole, or it is a few big knots with helpers. */
export const sizeFaults = (sources: readonly SizedFile[]): Fault[] => {
  const total = sum(sources);
  const largest = sources.toSorted((a, b) => b.lines - a.lines).slice(0, 5);
  const share = sum(largest) / total;
  const most = total < 20_000 ? 0.25 : 0.1;
  const tooLong = sources.filter(({ lines }) => lines > 400);
  return [
    ...tooLong.map(({ file, lines }) => ({
      where: file,
      what: `has ${lines} lines; 400 is the most.`,
      mend: 'Find the second idea in it and give it a file.',
    })),
    ...(share > most
      ? [
          {
            where: largest.map(({ file }) => file).join(', '),
            what: `The five largest files hold ${percent(share)} of the source; ${percent(most)} is the most.`,
            mend: 'Split the largest.',
          },
        ]
      : []),
  ];
};

// A migration is a record of what was run; the contract's lists are read as tables.
const mayBeLong = (file: string): boolean =>
  file.startsWith('libs/store/src/migrations/') || /^libs\/contract\/src\/(?:failures|operations)\.ts$/.test(file);

const sum = (files: readonly SizedFile[]): number => files.reduce((lines, file) => lines + file.lines, 0);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
