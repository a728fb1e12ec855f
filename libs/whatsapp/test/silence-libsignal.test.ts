import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('provoke-libsignal.mjs', import.meta.url));

const run = async (...args: string[]): Promise<{ out: string; err: string; exitCode: number | null }> => {
  const child = spawn(process.execPath, ['--conditions=@parley/source', program, ...args], { env: {} });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, exitCode: child.exitCode };
};

it('prints nothing of what libsignal says, and all that we say', async () => {
  expect(await run()).toEqual({
    out: 'Opening hours, as we say\nSession of ours: over\nA format of ours\n',
    err: 'A warning of ours\nAn error of ours\n',
    exitCode: 0,
  });
});

it('would print private keys otherwise', async () => {
  const { out, err, exitCode } = await run('aloud');
  expect(exitCode).toBe(0);
  for (const said of ['Closing session', 'Opening session', 'SessionEntry', 'privKey', 'Removing old closed session'])
    expect(out).toContain(said);
  for (const said of [
    'Session already closed',
    'Session already open',
    'Unhandled bucket',
    'Failed to decrypt',
    'Session error',
  ])
    expect(err).toContain(said);
});
