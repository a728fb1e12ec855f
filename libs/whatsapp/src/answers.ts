import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import { createReceipts } from './receipts.ts';
import type { SessionEvent } from './session.ts';

/** The server's word about a message; a code where it refused. */
export type Ack = { refusedWith: number | null };

/** What came of waiting for an ack. */
export type Awaited = Ack | 'no_ack' | 'connection_lost';

/** What WhatsApp answers on one socket to what was sent on it. */
export type Answers = {
  /** Whether the connection has ended; it never comes back on this socket. */
  isOver: () => boolean;
  /** Resolves then. Baileys itself leaves whoever still asks it something waiting until the time is up. */
  over: Promise<void>;
  /** Waits for the ack of this message. Call it before anything of the message is written. */
  awaitAck: (id: string, limitMs: number) => Promise<Awaited>;
};

export type AnsweringSocket = Pick<WASocket, 'ev' | 'user'> & { ws: Pick<WASocket['ws'], 'on'> };

/**
 * Listens on a socket from its beginning to its end, and tells of acks and receipts, whether somebody waits for them or
 * not. Baileys makes no event of an ack that says yes, and hides one that says no among new messages: only the stanza
 * itself is believed.
 */
export const hearAnswers = (
  socket: AnsweringSocket,
  tell: (event: Extract<SessionEvent, { kind: 'ack' | 'receipt' }>) => void,
): Answers => {
  const waiting = new Map<string, Set<(awaited: Awaited) => void>>();
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  let isOver = false;

  const settle = (id: string, awaited: Awaited): void => {
    for (const resolve of waiting.get(id) ?? []) resolve(awaited);
  };
  const receipts = createReceipts((id, status) => tell({ kind: 'receipt', id, status }));

  socket.ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => {
    const id = attrs['id'];
    if (id === undefined) return;
    const refusedWith = refusalOf(attrs['error']);
    tell({ kind: 'ack', id, refusedWith });
    settle(id, { refusedWith });
  });
  socket.ws.on('CB:receipt', (stanza: BinaryNode) => receipts.hearStanza(stanza, socket.user));
  socket.ev.on('messages.update', (updates) => {
    for (const { key, update } of updates) receipts.hearStatus(key, update.status);
  });
  socket.ev.on('messages.upsert', ({ messages }) => {
    for (const { key, status } of messages) receipts.hearStatus(key, status);
  });
  socket.ev.on('connection.update', ({ connection }) => {
    if (connection !== 'close') return;
    isOver = true;
    end();
    for (const id of waiting.keys()) settle(id, 'connection_lost');
  });

  return {
    isOver: () => isOver,
    over,
    awaitAck: async (id, limitMs) => {
      if (isOver) return 'connection_lost';
      const { promise, resolve } = Promise.withResolvers<Awaited>();
      const waiters = waiting.get(id) ?? new Set();
      waiting.set(id, waiters.add(resolve));
      const timer = setTimeout(() => resolve('no_ack'), limitMs);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        waiters.delete(resolve);
        if (waiters.size === 0) waiting.delete(id);
      }
    },
  };
};

/** A refusal whose code is no number is one all the same. */
const refusalOf = (error: string | undefined): number | null => {
  if (error === undefined) return null;
  const code = Number(error);
  return Number.isInteger(code) ? code : 0;
};
