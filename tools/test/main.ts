import { parseCLI, startVitest } from 'vitest/node';
import { closingLine, createTally } from './tally.ts';

// Every test, once, against real services. What is written behind `npm test --` is vitest's: a path, `-t name`, …

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const { reporter, tally } = createTally();
await startVitest('test', filter, { ...options, reporters: ['default', reporter] });

console.log(closingLine(tally));
// A run without a single test proves nothing. vitest may have set a code of its own, for a reason of its own.
if (tally.failed > 0 || tally.passed === 0) process.exitCode = 1;
process.exit();
