import { once } from 'node:events';
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
