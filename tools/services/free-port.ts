import { createServer } from 'node:net';
import { claim } from './claim.ts';

/** A port nobody listens on now. */
export const freePort = async (): Promise<number> => {
  const port = await listenOnce(0, '127.0.0.1');
  if (port === null) throw new Error('This machine has no free port on 127.0.0.1.');
  return port;
};

/**
 * The first port from `first` on that a browser asking for `localhost` would find empty, by IPv4 and by IPv6. It is
 * ours from now on: two Parleys that start at once do not both take it for free, and one's answers for the other's.
 */
export const claimPort = async (first: number): Promise<number> => {
  for (let port = first; port <= 65_535; port += 1) {
    const isFree = (await listenOnce(port, '127.0.0.1')) !== null && (await listenOnce(port, '::1')) !== null;
    if (isFree && (await claim(`port ${port}`))) return port;
  }
  throw new Error(`No port from ${first} on is free.`);
};

/** The port, once it was ours for a moment; null where somebody has it. A machine without IPv6 has it free. */
const listenOnce = (port: number, host: string): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') return resolve(port);
      if (error.code === 'EADDRINUSE') return resolve(null);
      reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null));
    });
  });
