import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Network } from '../network.ts';
import { encodeNode } from '../wire/encode-node.ts';
import { toFrame } from '../wire/frames.ts';
import type { WireNode } from '../wire/node.ts';
import type { Connection } from './connection.ts';
import { limits } from './limits.ts';
import { createOutgoing } from './outgoing.ts';

/** A connection as those see it who keep it up. */
export type OpenConnection = Connection & {
  /** Sends a frame as it is. */
  write: (frame: Buffer) => void;
  /** Whether nothing the client says is heard any more. */
  isDeaf: () => boolean;
  /** Whether this answers what the client was asked; whoever asked is told then. */
  takeAnswer: (stanza: WireNode) => boolean;
  /** It is over, with a code where we ended it. */
  end: (code?: number) => void;
};

type Behind = { seal: (plaintext: Buffer) => Buffer; ended: () => void };

let lastId = 0;

/** What we say to a client, from its first frame to the last. */
export const openConnection = (network: Network, socket: WebSocket, { seal, ended }: Behind): OpenConnection => {
  const asked = new Map<string, (answer: WireNode) => void>();
  let isOver = false;
  let isSilent = false;

  const write = (frame: Buffer): void => {
    socket.send(toFrame(frame));
    if (socket.bufferedAmount > limits.mostUnread) socket.terminate();
  };
  const say = (stanza: WireNode): void => {
    if (isOver || isSilent) return;
    write(seal(encodeNode(stanza)));
    if (stanza.tag === 'receipt')
      network.ledger.write({
        kind: 'receipt',
        account: connection.account,
        connection: connection.id,
        id: stanza.attrs['id'] ?? '',
      });
  };

  const connection: OpenConnection = {
    id: ++lastId,
    account: null,
    isCaughtUp: false,
    hasSpoken: false,
    write,
    send: (stanza) => send(stanza),
    ask: (query, answered) => {
      asked.set(query.attrs['id'] ?? '', answered);
      connection.send(query);
    },
    takeAnswer: (stanza) => {
      const { id = '', type } = stanza.attrs;
      const isAnswer = stanza.tag === 'iq' && (type === 'result' || type === 'error');
      const answered = isAnswer ? asked.get(id) : undefined;
      if (answered === undefined) return false;
      asked.delete(id);
      answered(stanza);
      return true;
    },
    close: (code, last) => {
      if (isOver) return;
      // Last words wait for nothing that is late.
      if (last !== undefined) say(last);
      connection.end(code);
      socket.close();
    },
    end: (code) => {
      if (isOver) return;
      isOver = true;
      network.connections.delete(connection);
      ended();
      const { account, id } = connection;
      network.ledger.write({ kind: 'close', account, connection: id, ...(code === undefined ? {} : { code }) });
    },
    isDeaf: () => isOver || isSilent,
    fallSilent: () => {
      isSilent = true;
    },
    babble: () => write(randomBytes(64)),
  };
  const send = createOutgoing(network, connection, say);

  network.connections.add(connection);
  network.ledger.write({ kind: 'connect', account: null, connection: connection.id });
  return connection;
};
