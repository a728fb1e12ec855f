import { defineConfig } from 'vitest/config';

// Libraries are resolved to their TypeScript through the `@parley/source` condition, so tests need no build.
export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: ['@parley/source'] },
  ssr: { resolve: { conditions: ['@parley/source'] } },
  test: {
    include: ['{apps,libs}/*/{src,test}/**/*.test.{ts,tsx}', '{e2e,tools,docker}/**/*.test.ts'],
    pool: 'forks',
    // Most of a test's time is waiting for servers: the two cores that we promise to get by with have room for two.
    maxWorkers: 2,
    // A bound for what hangs, not a measure: these tests wait for real servers, on machines that may be busy.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    // What a client's Signal library says of its sessions, private keys and all, is for nobody's terminal.
    onConsoleLog: (log) =>
      !/^(?:Closing session|Closing open session|Opening session|Removing old closed session|Decrypted message with closed session)/.test(
        log,
      ),
    globalSetup: ['tools/test/global-setup.ts'],
  },
});
