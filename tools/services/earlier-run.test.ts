import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { waitForEarlierRun } from './earlier-run.ts';

const createFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-earlier-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { folder, pidFile: join(folder, 'pid') };
};

const workIn = async (cwd: string, pidFile: string): Promise<ChildProcess> => {
  const child = spawn('sleep', ['600'], { cwd });
  onTestFinished(() => void child.kill());
  await once(child, 'spawn');
  writeFileSync(pidFile, `${child.pid}\nand more\n`);
  return child;
};

it('waits for a server that still works in the folder, and names it when it stays', async () => {
  const { folder, pidFile } = createFolder();
  const server = await workIn(folder, pidFile);
  await expect(waitForEarlierRun(pidFile, folder, 100)).rejects.toThrow(
    `Process ${server.pid} still works in ${folder}`,
  );
  const waiting = waitForEarlierRun(pidFile, folder);
  server.kill();
  await waiting;
  expect(existsSync(pidFile)).toBe(false);
});

it('does not wait for a process that got the number by chance', async () => {
  const { folder, pidFile } = createFolder();
  await workIn('/', pidFile);
  await waitForEarlierRun(pidFile, folder, 0);
  expect(existsSync(pidFile)).toBe(false);
});
