import { type Said, runTool } from './run-tool.ts';
import { listFiles } from './tree.ts';

/** Compiles every project, once in a run. Gates that load our code, or lint it by its types, wait for this. */
export const build = (): Promise<Said> => (built ??= compile());

let built: Promise<Said> | undefined;

const compile = async (): Promise<Said> => {
  const projects = (await listFiles()).filter((file) => /^(?:apps|libs)\/[^/]+\/tsconfig\.json$/.test(file));
  return runTool('tsc', ['-b', ...projects, '--pretty', 'false']);
};
