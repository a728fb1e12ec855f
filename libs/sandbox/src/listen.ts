import type { Server } from 'node:net';

/** Opens a server, on loopback alone unless another host is named; answers the port, which is any that is free where 0
 * was asked for. */
export const listen = async (server: Server, port: number, host = '127.0.0.1'): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a server has no port');
  return bound.port;
};
