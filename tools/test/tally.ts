import type { Reporter, TestModule } from 'vitest/node';

export type Tally = { passed: number; failed: number; skipped: number };

/**
 * Counts for the closing line. Whatever went wrong counts as failed, not only tests: a file that does not load, a
 * broken set-up, an error nobody caught, a test that never came to its end.
 */
export const createTally = (): { reporter: Reporter; tally: Tally } => {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const reporter: Reporter = {
    onTestRunEnd: (modules, unhandledErrors) => {
      for (const module of modules) count(module, tally);
      tally.failed += unhandledErrors.length;
    },
  };
  return { reporter, tally };
};

const count = (module: TestModule, tally: Tally) => {
  if (module.errors().length > 0) tally.failed += 1;
  for (const suite of module.children.allSuites()) if (suite.errors().length > 0) tally.failed += 1;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    tally[state === 'pending' ? 'failed' : state] += 1;
  }
};

export const closingLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
