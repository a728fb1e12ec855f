import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';
import type { Certificate } from './certificate.ts';

export type OutboundServer = {
  port: number;
  /** How many connections it has ever been given, whether or not they said anything. */
  connections(): number;
  close(): Promise<void>;
};

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;
type Options = { handler: Handler; certificate?: Certificate };

/** A real server on every address of this machine, for the safe fetch to reach or to be kept from. */
export const startOutboundServer = async ({ handler, certificate }: Options): Promise<OutboundServer> => {
  const answer = (request: IncomingMessage, response: ServerResponse) => void handler(request, response);
  const server = certificate ? createHttpsServer(certificate, answer) : createHttpServer(answer);
  let connections = 0;
  server.on('connection', () => (connections += 1));
  server.listen(0);
  await once(server, 'listening');
  return {
    port: portOf(server),
    connections: () => connections,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

const portOf = (server: Server): number => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
};
