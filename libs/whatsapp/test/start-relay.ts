import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to the sandbox that can be cut, for connections of which the sandbox does not know yet whose they are. */
export type Relay = { wsUrl: string; cut: () => void; swallow: () => void; open: () => number; stop: () => void };

export const startRelay = async (wsUrl: string): Promise<Relay> => {
  const target = new URL(wsUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      // However it ends, the other end ends too.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => [near, far].forEach((each) => each.destroy()));
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    open: () => [...sockets].filter((socket) => !socket.destroyed).length,
    swallow: () => {
      for (const socket of sockets) socket.unpipe().resume();
    },
    wsUrl: Object.assign(new URL(wsUrl), { host: `127.0.0.1:${address.port}` }).href,
    cut,
    stop: () => {
      cut();
      server.close();
    },
  };
};
