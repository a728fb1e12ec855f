import { env } from '../env.ts';
import { fetchDebianProgram } from './debian-program.ts';
import { findProgram, isProgram } from './find-program.ts';
import type { Progress } from './progress.ts';

/** A browser for the tests that need one: the one named, the one installed, or else Debian's, fetched. */
export const findChromium = async (progress: Progress): Promise<string> => {
  if (env.chromePath !== null) {
    if (!isProgram(env.chromePath)) throw new Error(`CHROME_PATH is ${env.chromePath}, which is no program.`);
    return env.chromePath;
  }
  const installed = findProgram(['chromium', 'chromium-headless-shell', 'google-chrome']);
  if (installed !== null) return installed;
  try {
    const program = 'usr/lib/chromium/chromium-headless-shell';
    return await fetchDebianProgram({ name: 'chromium-headless-shell', program }, progress);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      [
        'The browser tests need Chromium, and there is none on the PATH.',
        `Fetching it from Debian did not work either: ${why}`,
        'Install it (apt-get install chromium-headless-shell), or set CHROME_PATH.',
      ].join('\n'),
    );
  }
};
