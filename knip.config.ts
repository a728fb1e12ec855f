import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  // A library exports only what others use.
  includeEntryExports: true,
  ignoreExportsUsedInFile: { type: true },
  // Tests load these by their paths.
  ignore: ['tools/test/fixtures/**'],
  workspaces: {
    '.': {
      entry: [
        'tools/enter.mjs',
        'tools/*/main.ts',
        'tools/check/repair-lock.ts',
        'bench/main.ts',
        'chaos/main.ts',
        'bench/*/*-server.ts',
        // A program that tests start.
        'e2e/sending-worker.ts',
      ],
      project: ['{tools,bench,chaos,e2e,docker}/**/*.{ts,mjs}'],
      // Tools that the check runs by their names.
      ignoreDependencies: ['oxlint', 'oxlint-tsgolint'],
      // Part of util-linux, which the entry script asks for by name where it is missing.
      ignoreBinaries: ['setpriv'],
    },
    'apps/api': {
      entry: [
        'src/main.ts',
        'src/{migrate,set-plan,check-balances,backup,restore,forget-sessions,rotate-master-key}.ts',
      ],
      // Its files are served; no code of it is imported.
      ignoreDependencies: ['swagger-ui-dist'],
    },
    'apps/worker': { entry: ['src/main.ts', 'src/set-whatsapp-version.ts'] },
    // Browsers load the page by its names.
    'libs/sandbox': { entry: ['src/main.ts', 'page/main.ts'] },
    'apps/dashboard': { entry: ['src/main.tsx'] },
  },
};

export default config;
