import { z } from 'zod';
import type { Fault, Gate } from './gate.ts';
import { runTool } from './run-tool.ts';

export const unused: Gate = {
  name: 'unused',
  find: async () => {
    const { ok, stdout, stderr } = await runTool('knip', ['--reporter', 'json', '--no-progress']);
    if (ok) return [];
    if (!stdout.startsWith('{')) throw new Error(`knip did not run: ${stderr || stdout}`);
    return unusedFaults(stdout);
  },
};

/** Files, exports and dependencies that nothing uses, and uses of what is not declared: what knip finds. */
export const unusedFaults = (json: string): Fault[] =>
  report.parse(JSON.parse(json)).issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, found]) =>
      found.flat().map(({ name, line }) => ({
        where: line === undefined ? file : `${file}:${line}`,
        what: `${name} (${kind})`,
        mend: ['unlisted', 'unresolved', 'binaries'].includes(kind)
          ? 'It is not declared: declare it, pinned.'
          : 'Nothing uses it: use it, remove it, or drop its export.',
      })),
    ),
  );

const found = z.object({ name: z.string(), line: z.int().optional() });
/** What is exported twice comes as lists of names. */
const report = z.object({
  issues: z.array(z.object({ file: z.string() }).catchall(z.array(z.union([found, z.array(found)])))),
});
