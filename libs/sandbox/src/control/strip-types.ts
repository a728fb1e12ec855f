import { Worker } from 'node:worker_threads';

/** TypeScript without its types, as browsers run it. In a thread of its own, since Node calls this an experiment, and
 * says so on the terminal of whoever asks; its version is pinned, and the page's tests would see a change. */
export const stripTypes = (sources: readonly string[]): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(program, {
      eval: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      workerData: sources,
    });
    thread.once('message', (stripped: string[]) => resolve(stripped));
    thread.once('error', reject);
  });

const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { stripTypeScriptTypes } = require('node:module');
parentPort.postMessage(workerData.map((source) => stripTypeScriptTypes(source)));
`;
