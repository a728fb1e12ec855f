import { existsSync, writeFileSync } from 'node:fs';
import type { Fault, Gate } from './gate.ts';
import { read } from './tree.ts';

/** A file made from something else. The gate compares the two; `--write` makes the file anew. */
export const generatedFile = (name: string, file: string, make: () => Promise<string>): Gate => ({
  name,
  find: async () => staleFaults(file, existsSync(file) ? read(file) : '', await make()),
  write: async () => writeFileSync(file, await make()),
});

/** The first line that differs, if any. */
export const staleFaults = (file: string, found: string, wanted: string): Fault[] => {
  if (found === wanted) return [];
  const is = found.split('\n');
  const shouldBe = wanted.split('\n');
  const at = shouldBe.findIndex((line, index) => line !== is[index]);
  const index = at < 0 ? shouldBe.length : at;
  return [
    {
      where: `${file}:${index + 1}`,
      what: `says "${is[index] ?? ''}"; it should be "${shouldBe[index] ?? ''}".`,
      mend: 'npm run check -- --write, and read the difference.',
    },
  ];
};
