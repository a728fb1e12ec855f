import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SandboxChild, startSandboxChild } from '../../tools/stack/sandbox-child.ts';

export type MeasuredSandbox = SandboxChild;

/** A sandbox alone, in a folder that goes away. */
export const startMeasuredSandbox = async (): Promise<MeasuredSandbox> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const sandbox = await startSandboxChild(folder);
  return {
    ...sandbox,
    stop: async () => {
      await sandbox.stop();
      rmSync(folder, { recursive: true });
    },
  };
};
