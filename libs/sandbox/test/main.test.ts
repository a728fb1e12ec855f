import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The sandbox as a process of its own; `said` is what it has written by now. */
const start = (settings: Record<string, string>) => {
  const child = spawn(process.execPath, [main], { env: { SANDBOX_PORT: '0', SANDBOX_MEDIA_PORT: '0', ...settings } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  const saying = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece) => {
      said += String(piece);
      for (const look of saying) look();
    });
  return {
    child,
    ended: once(child, 'close').then(([code]) => ({ code, said })),
    saw: (pattern: RegExp) =>
      new Promise<string>((resolve) => {
        const look = (): void => {
          const [, found] = pattern.exec(said) ?? [];
          if (found !== undefined) resolve(found);
        };
        saying.add(look);
        look();
      }),
  };
};

it('says where it is and that it is a simulation, answers there, and stops in order', async () => {
  const { child, ended, saw } = start({});
  const url = await saw(/Page and control API +(http:\S+)/);
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ ok: true, connections: 0 });
  child.kill('SIGTERM');
  expect(await ended).toEqual({ code: 0, said: expect.stringContaining('a simulation of WhatsApp') });
});

it('says that a port is taken, and what to do about it', async () => {
  const stranger = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void stranger.close());
  await once(stranger, 'listening');
  const { port } = Object(stranger.address());
  for (const settings of [{ SANDBOX_PORT: String(port) }, { SANDBOX_MEDIA_PORT: String(port) }])
    expect(await start(settings).ended).toEqual({
      code: 1,
      said: expect.stringContaining(`Port ${port} is taken. SANDBOX_PORT and SANDBOX_MEDIA_PORT choose others`),
    });
});

it('names every setting that is wrong', async () => {
  const { code, said } = await start({ SANDBOX_PORT: 'abc', SANDBOX_MEDIA_PORT: '70000' }).ended;
  expect(code).toBe(1);
  expect(said).toMatch(/must be the number of a port[^]*SANDBOX_PORT[^]*65535 at most[^]*SANDBOX_MEDIA_PORT/);
});
