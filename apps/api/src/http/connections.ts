import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server, for its end. */
export type Connections = {
  /** Nothing more is asked over them: whatever is idle goes now, whatever is being answered goes after that, and who does
   * not come to an end in time is cut off. Call it before the server closes. */
  end: (withinMs: number) => void;
};

/**
 * A server that closes waits for all its connections, and Node lets go of fewer than it should: one over which nothing
 * was asked yet (browsers open them ahead of time) counts as busy, and one whose answer came after the closing began is
 * kept alive. Nor does it look at its own time limits any more: whoever never ends a request, or takes nothing of an
 * answer, would hold it for ever.
 */
export const watchConnections = (server: Server): Connections => {
  const idle = new Set<Socket>();
  let isEnding = false;
  server.on('connection', (socket) => {
    idle.add(socket);
    socket.once('close', () => idle.delete(socket));
  });
  server.on('request', ({ socket }, answer) => {
    idle.delete(socket);
    answer.once('close', () => {
      if (socket.destroyed) return;
      if (isEnding) socket.destroySoon();
      else idle.add(socket);
    });
  });
  return {
    end(withinMs) {
      isEnding = true;
      for (const socket of idle) socket.destroy();
      const cut = setTimeout(() => server.closeAllConnections(), withinMs);
      server.once('close', () => clearTimeout(cut));
    },
  };
};
