import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isAway } from '../directory/is-away.ts';
import { codeOf } from '../faults/codes.ts';
import { isFromHere, isToHere } from '../is-from-here.ts';
import type { Network } from '../network.ts';
import { accept } from './accept.ts';
import { limits } from './limits.ts';

const path = '/ws/chat';
/** What clients say of themselves, as if they were WhatsApp's own page. No browser lets another page say so. */
const clientOrigin = 'https://web.whatsapp.com';

/** Takes in the clients that come to an HTTP server for the network. */
export const takeUpgrades = (network: Network, http: Server): { stop: () => void } => {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: limits.longestPiece });
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const code = refusalOf(network, request);
    if (code !== null) refuse(socket, code);
    else sockets.handleUpgrade(request, socket, head, (client) => accept(network, client));
  });
  return {
    stop: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
};

/** The HTTP status with which nobody is let in; null where everybody is. An upgrade does not say whose it is, so a
 * fault of an account strikes while one of its linked devices is away. */
const refusalOf = (network: Network, request: IncomingMessage): number | null => {
  // Cut by hand: not everything that may stand there is a URL.
  if (request.url?.split('?', 1)[0] !== path) return 404;
  if (!isToHere(request) || !isFromClient(request)) return 403;
  if (network.faults.isEmpty()) return null;
  const refused = network.faults.strike('refuse-upgrade', { account: (phone) => isAway(network.directory, phone) });
  return refused === null ? null : codeOf(refused);
};

/** Whether a client calls. A page that is open on this machine could become one: browsers let pages open sockets to
 * anywhere, and only say whose page it is. */
const isFromClient = (request: IncomingMessage): boolean =>
  request.headers.origin === clientOrigin ? request.headers['sec-fetch-site'] === undefined : isFromHere(request);

const refuse = (socket: Duplex, code: number): void => {
  socket.end(`HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};
