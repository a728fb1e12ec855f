import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

/** A wire to a server that can be cut, or go silent as a stopped server or a lost network does. */
export type TestProxy = {
  /** The given URL, by way of this proxy. */
  url: string;
  /** Ends every connection and takes no more. */
  refuse(): Promise<void>;
  /** Ends every connection, and takes new ones. */
  cut(): void;
  /** Takes connections and passes nothing on, not even an end, until it is restored. */
  goSilent(): void;
  /** Passes everything on again. */
  restore(): Promise<void>;
  close(): Promise<void>;
};

export const createTestProxy = async (serverUrl: string): Promise<TestProxy> => {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  /** Those whose other end has gone unheard. */
  const endings = new Set<Socket>();
  let isSilent = false;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    join(client, upstream);
    join(upstream, client);
  });

  const join = (from: Socket, to: Socket): void => {
    sockets.add(from);
    if (isSilent) from.pause();
    from.on('data', (bytes) => to.write(bytes));
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      if (isSilent) endings.add(to);
      else to.destroy();
    });
  };

  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };

  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    return address.port;
  };

  const refuse = async (): Promise<void> => {
    cut();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };

  const port = await listen(0);
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    refuse,
    cut,
    // What comes meanwhile waits: a connection that loses bytes in the middle of what it carries would be none.
    goSilent: () => {
      isSilent = true;
      for (const socket of sockets) socket.pause();
    },
    restore: async () => {
      isSilent = false;
      for (const socket of endings) socket.destroy();
      endings.clear();
      for (const socket of sockets) socket.resume();
      if (!server.listening) await listen(port);
    },
    close: refuse,
  };
};
