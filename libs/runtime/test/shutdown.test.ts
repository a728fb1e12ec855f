import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';

// A process takes a second to start where nothing else runs.
vi.setConfig({ testTimeout: 30_000 });

const program = new URL('./stopping-process.ts', import.meta.url).pathname;

const factSchema = z.object({
  msg: z.string(),
  level: z.string(),
  name: z.string().optional(),
  waiting_for: z.string().optional(),
});
type Fact = z.infer<typeof factSchema>;
type Ended = { code: number | null; messages: string[]; stderr: string };
type Running = { child: ChildProcess; facts: Fact[]; ended: Promise<Ended> };

/** A real process with real signals. */
const run = (fate: string, deadlineMs = 60_000): Running => {
  const child = spawn(process.execPath, [program, fate, String(deadlineMs)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const facts: Fact[] = [];
  const lines = createInterface(child.stdout).on('line', (line) => facts.push(factSchema.parse(JSON.parse(line))));
  const end = async (): Promise<Ended> => {
    const [stderr] = await Promise.all([text(child.stderr), once(lines, 'close'), once(child, 'exit')]);
    return { code: child.exitCode, messages: facts.map(({ msg }) => msg), stderr };
  };
  return { child, facts, ended: end() };
};

const runUntilUp = async (fate: string, deadlineMs?: number): Promise<Running> => {
  const running = run(fate, deadlineMs);
  await expect.poll(() => running.facts.map(({ msg }) => msg), { timeout: 20_000 }).toContain('up');
  return running;
};

describe('a signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s closes everything, the last first, and ends with 0', async (signal) => {
    const { child, ended } = await runUntilUp('nothing');
    child.kill(signal);
    await expect(ended).resolves.toEqual({
      code: 0,
      messages: ['up', 'stopping', 'closed last', 'closed first', 'stopped'],
      stderr: '',
    });
  });

  it('that arrives twice at once, as from a terminal and from npm, is one wish', async () => {
    const { child, ended } = await runUntilUp('a closer that takes a while');
    child.kill('SIGINT');
    child.kill('SIGTERM');
    child.kill('SIGINT');
    const { code, messages } = await ended;
    expect(code).toBe(0);
    expect(messages).toEqual(['up', 'stopping', 'closed last', 'closed first', 'stopped']);
  });

  it('repeated by someone who lost patience ends the process at once', async () => {
    const { child, ended } = await runUntilUp('a closer that hangs');
    const insisting = setInterval(() => child.kill('SIGTERM'), 100);
    onTestFinished(() => clearInterval(insisting));
    await expect(ended).resolves.toMatchObject({ code: 128 + 15 });
  });
});

describe('a closer', () => {
  it('that fails is logged, keeps no other from closing, and shows in the exit code', async () => {
    const { child, facts, ended } = await runUntilUp('a closer that fails');
    child.kill('SIGTERM');
    const { code, messages } = await ended;
    expect(code).toBe(1);
    expect(messages).toEqual(['up', 'stopping', 'closed last', 'did not close', 'closed first', 'stopped']);
    expect(facts.find(({ msg }) => msg === 'did not close')).toMatchObject({ level: 'error', name: 'failing' });
    expect(JSON.stringify(facts)).not.toContain('hunter2');
  });

  it('that hangs is given up at the deadline, by name', async () => {
    const { child, facts, ended } = await runUntilUp('a closer that hangs', 100);
    child.kill('SIGTERM');
    await expect(ended).resolves.toMatchObject({ code: 1 });
    expect(facts.at(-1)).toMatchObject({ msg: 'did not stop in time', waiting_for: 'hanging' });
  });
});

describe('an error that nobody caught', () => {
  it.each(['a promise that rejects', 'a timer that throws'])('(%s) stops the process in order', async (fate) => {
    const { code, messages } = await run(fate).ended;
    expect(code).toBe(1);
    expect(messages).toEqual([
      'up',
      'an error that nobody caught',
      'stopping',
      'closed last',
      'closed first',
      'stopped',
    ]);
  });
});

it('stops by its own wish, with 0', async () => {
  const { code, messages } = await run('its own wish').ended;
  expect(code).toBe(0);
  expect(messages).toEqual(expect.arrayContaining(['stopping', 'closed first', 'stopped']));
});

describe('a process that cannot start', () => {
  it('names every fault of its configuration, without a stack, and ends with 1', async () => {
    const { code, stderr } = await run('a bad configuration').ended;
    expect(code).toBe(1);
    expect(stderr).toBe('The configuration is wrong:\n  ONE: must be set\n  TWO: must be set\n');
  });

  it('says what failed, without the secrets in it, and ends with 1', async () => {
    const { code, stderr } = await run('a start that fails').ended;
    expect(code).toBe(1);
    expect(stderr).toContain('no way to postgres://parley:[hidden]@host/parley');
  });
});
