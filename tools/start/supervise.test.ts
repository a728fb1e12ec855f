import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { type Child, startChild } from '../services/child.ts';
import { nextDelay, supervise } from './supervise.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-supervise-'));
afterAll(() => rmSync(folder, { recursive: true }));

const startSleeper = () =>
  startChild({ command: 'sleep', args: ['600'], log: join(folder, 'sleeper.log'), stopSignal: 'SIGTERM' });

const superviseSleeper = async (startIt: () => Promise<Child> = startSleeper) => {
  const children: Child[] = [];
  const said: string[] = [];
  const supervision = await supervise({
    name: 'The sleeper',
    line: (text) => said.push(text),
    start: async () => {
      const child = await startIt();
      children.push(child);
      return child;
    },
  });
  onTestFinished(() => supervision.stop());
  return { children, said, supervision };
};

const kill = async (child: Child | undefined) => {
  process.kill(child?.pid ?? 0, 'SIGKILL');
  await child?.exited;
};

it('starts a process again when it dies, and says so', async () => {
  const { children, said } = await superviseSleeper();
  await kill(children[0]);
  await vi.waitFor(() => expect(children).toHaveLength(2), { timeout: 5_000 });
  expect(children[1]?.pid).not.toBe(children[0]?.pid);
  expect(said.join('\n')).toContain('The sleeper stopped by itself (SIGKILL)');
});

it('goes on trying when a start fails', async () => {
  let starts = 0;
  const { children, said } = await superviseSleeper(async () => {
    starts += 1;
    if (starts === 2) throw new Error('no room');
    return startSleeper();
  });
  await kill(children[0]);
  await vi.waitFor(() => expect(children).toHaveLength(2), { timeout: 5_000 });
  expect(said).toContain('no room');
});

it('starts nothing again once it was stopped', async () => {
  const { children, supervision } = await superviseSleeper();
  await kill(children[0]);
  await supervision.stop();
  expect(children).toHaveLength(1);
});

it('waits longer each time, ten seconds at most, and forgives after a good minute', () => {
  const delays = [0, 0, 0, 0, 0, 0, 0, 0].reduce<number[]>((past) => [...past, nextDelay(past.at(-1) ?? 0, 0)], []);
  expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(nextDelay(10_000, 61_000)).toBe(250);
});

it('writes what the process says into its log', async () => {
  const log = join(folder, 'echo.log');
  const child = await startChild({ command: 'sh', args: ['-c', 'echo out; echo err >&2'], log, stopSignal: 'SIGTERM' });
  await child.exited;
  expect(readFileSync(log, 'utf8')).toBe('out\nerr\n');
});
