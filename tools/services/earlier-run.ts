import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs';

/**
 * Waits for the server of an earlier run to leave its folder: after a kill the next start may come before the old
 * server has written its last page. A pid file left by a crash, whose number may be anybody's by now, is removed.
 */
export const waitForEarlierRun = async (pidFile: string, folder: string, withinMs = 20_000): Promise<void> => {
  const giveUpAt = performance.now() + withinMs;
  while (existsSync(pidFile)) {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    if (!worksIn(pid, folder)) return rmSync(pidFile, { force: true });
    if (performance.now() > giveUpAt) throw new Error(`Process ${pid} still works in ${folder}. Stop it first.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Servers make their data folder their working directory; that tells ours from a stranger with the same number. */
export const worksIn = (pid: number, folder: string): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch (error) {
    // Somebody else's process, which we may not look at: it can only be ours, run under another user.
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
};
