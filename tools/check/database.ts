import type { Fault, Gate } from './gate.ts';
import { runScript } from './run-tool.ts';

const tests = ['libs/store/test/catalog.test.ts', 'libs/store/test/schema.test.ts'];

/** Two promises that only a real Postgres can tell: every tenant's table has its walls; migrations make the schema. */
export const database: Gate = {
  name: 'database',
  find: async () => {
    const { ok, stdout, stderr } = await runScript('tools/test/main.ts', tests);
    return ok ? [] : databaseFaults(`${stdout}\n${stderr}`);
  },
};

/** A fault for each test that failed, or all that was said where no test came to run. */
export const databaseFaults = (said: string): Fault[] => {
  const mend = `npm test -- ${tests.join(' ')}`;
  const failed = [...said.matchAll(/^\s*FAIL\s+(\S+)(?: > )?(.*)$/gm)];
  if (failed.length === 0) return [{ where: 'libs/store/test', what: said.trim(), mend }];
  return failed.map(([, file = '', name = '']) => ({ where: file, what: `${name || 'It does not run.'}`, mend }));
};
