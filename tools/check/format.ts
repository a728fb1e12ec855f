import type { Fault, Gate } from './gate.ts';
import { runTool } from './run-tool.ts';

export const format: Gate = {
  name: 'format',
  find: async () => {
    const { ok, stdout, stderr } = await runTool('oxfmt', ['--list-different']);
    return ok ? [] : toFaults(stdout || stderr);
  },
};

const toFaults = (said: string): Fault[] =>
  said
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((file) => ({ where: file.trim(), what: 'is not formatted.', mend: 'npm run format' }));
