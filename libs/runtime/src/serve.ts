import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

export type Address = { port: number; host: string };
export type Served = { port: number; close(): Promise<void> };
export type Reply = { status: number; type: string; body: string };

/** A small HTTP server that only answers by path, for the machines that watch us. Port 0 takes any. */
export const serve = async (answer: (path: string) => Promise<Reply>, at: Address): Promise<Served> => {
  const server = createServer((request, response) => {
    answer(request.url ?? '/').then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(at);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? at.port) : at.port;
  return { port, close: () => closed(server) };
};

export const toJson = (status: number, body: unknown): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});

const closed = async (server: Server): Promise<void> => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
};
