import { spawn } from 'node:child_process';
import { childEnv } from '../env.ts';

export type Ran = { ok: boolean; output: string };

/** Runs a short program to its end and keeps what it said. It dies with us. */
export const run = (
  command: string,
  args: string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string | undefined> } = {},
): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: childEnv(env),
    });
    let output = '';
    const keep = (chunk: Buffer) => void (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
    // A program that does not read its input may close it first.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });

/** The same where there is no going on without it. */
export const runOrThrow = async (
  command: string,
  args: string[],
  options: Parameters<typeof run>[2] = {},
): Promise<string> => {
  const { ok, output } = await run(command, args, options);
  if (!ok) throw new Error(`${command} failed:\n${output.trim()}`);
  return output;
};
