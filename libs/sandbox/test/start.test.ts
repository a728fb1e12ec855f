import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { startSandbox } from '../src/index.ts';

const openPort = async (port = 0): Promise<{ port: number; close: () => Promise<void> }> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound: AddressInfo | string | null = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a server has no port');
  return {
    port: bound.port,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
};

it.each([
  { taken: 'port', free: 'mediaPort' },
  { taken: 'mediaPort', free: 'port' },
])('does not start, and lets go of its $free, where its $taken is taken', async ({ taken, free }) => {
  const held = await openPort();
  const other = await openPort();
  await other.close();
  await expect(startSandbox({ [taken]: held.port, [free]: other.port })).rejects.toThrow(`:${held.port}`);
  await (await openPort(other.port)).close();
  await held.close();
});

/** What is answered to whoever goes there and asks for this host. */
const ask = async (url: string, host: string): Promise<number | undefined> => {
  const [answer] = await once(get(url, { headers: { host }, agent: false }), 'response');
  answer.resume();
  return answer.statusCode;
};

it('has its control API at a name of its own as well, where it is called by that; its clients stay on loopback', async () => {
  const sandbox = await startSandbox({ host: '127.0.0.2' });
  const { port } = new URL(sandbox.url);
  const there = `http://127.0.0.2:${port}`;
  expect(await ask(`${there}/network`, `127.0.0.2:${port}`)).toBe(200);
  expect(await ask(`${there}/network`, 'attacker.example')).toBe(403);
  expect(await ask(`${sandbox.url}/network`, `127.0.0.2:${port}`)).toBe(403);
  expect(await ask(`${there}/ws/chat`, `127.0.0.2:${port}`)).toBe(404);
  expect(await (await fetch(`${there}/network`)).json()).toMatchObject({
    wsUrl: sandbox.wsUrl,
    mediaUrl: sandbox.mediaUrl,
  });
  expect([sandbox.wsUrl, sandbox.mediaUrl].map((url) => new URL(url).hostname)).toEqual(['127.0.0.1', '127.0.0.1']);
  await sandbox.stop();
});

it('does not start where the name is none of this machine', async () => {
  const free = await openPort();
  await free.close();
  await expect(startSandbox({ port: free.port, host: '192.0.2.1' })).rejects.toThrow('EADDRNOTAVAIL');
  await (await openPort(free.port)).close();
});
