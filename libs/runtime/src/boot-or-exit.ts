import { inspect } from 'node:util';
import { hideSecretShapes } from './hide-secrets.ts';
import { BadConfig } from './read-env.ts';

/** Runs the main of a process. One that cannot start says why on stderr and ends with 1. */
export const bootOrExit = async (main: () => Promise<void>): Promise<void> => {
  try {
    await main();
  } catch (error) {
    const why = error instanceof BadConfig ? error.message : inspect(error);
    process.stderr.write(`${hideSecretShapes(why)}\n`, () => process.exit(1));
  }
};
