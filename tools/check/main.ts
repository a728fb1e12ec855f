import { parseArgs } from 'node:util';
import { env } from '../env.ts';
import { architecture } from './architecture.ts';
import { boundaries } from './boundaries.ts';
import { contract } from './contract.ts';
import { database } from './database.ts';
import { dependencies } from './dependencies.ts';
import { documents } from './documents.ts';
import { envExample } from './env-example.ts';
import { format } from './format.ts';
import type { Gate } from './gate.ts';
import { lint } from './lint.ts';
import { lockfile } from './lockfile.ts';
import { openapi } from './openapi.ts';
import { runGates } from './run-gates.ts';
import { sizes } from './sizes.ts';
import { suppressions } from './suppressions.ts';
import { types } from './types.ts';
import { unused } from './unused.ts';

// `npm run check [-- --only <gate>] [-- --write]`: every gate, to its end, even when one fails.

// Two run at a time. Those that wait for the build, which `types` begins, stand last.
const gates: readonly Gate[] = [
  types,
  boundaries,
  format,
  sizes,
  suppressions,
  dependencies,
  lockfile,
  architecture,
  documents,
  unused,
  lint,
  contract,
  openapi,
  envExample,
  database,
];

process.chdir(env.root);
const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean', default: false } } });
const chosen = values.only === undefined ? gates : gates.filter(({ name }) => name === values.only);
if (chosen.length === 0) {
  console.error(`There is no gate "${values.only}". There are: ${gates.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}
const failed = await runGates(chosen, { write: values.write, tell: (line) => console.log(line) });
console.log(`${chosen.length - failed.length} hold, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
