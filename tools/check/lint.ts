import { z } from 'zod';
import { build } from './build.ts';
import type { Fault, Gate } from './gate.ts';
import { runTool } from './run-tool.ts';

/** What .oxlintrc.json says. Types of other projects come from their build. */
export const lint: Gate = {
  name: 'lint',
  find: async () => {
    await build();
    const { ok, stdout, stderr } = await runTool('oxlint', ['--format', 'json']);
    if (ok) return [];
    const faults = lintFaults(stdout);
    return faults.length > 0 ? faults : [{ where: '.oxlintrc.json', what: stderr || stdout, mend: 'Let oxlint run.' }];
  },
};

export const lintFaults = (json: string): Fault[] =>
  report.parse(JSON.parse(json)).diagnostics.map(({ filename, labels, message, code, help }) => ({
    where: `${filename}:${labels[0]?.span.line ?? 1}`,
    what: `${message} [${code}]`,
    mend: help ?? 'Write it another way; where that is worse, suppress the rule on the line before, with `-- why`.',
  }));

const report = z.object({
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().default('oxlint'),
      help: z.string().optional(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.int() }) })),
    }),
  ),
});
