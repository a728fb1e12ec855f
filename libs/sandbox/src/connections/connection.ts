import type { WireNode } from '../wire/node.ts';

/** One client's connection, from its first byte to its last. */
export type Connection = {
  id: number;
  /** Whose device it is, by phone number, once that is known. */
  account: string | null;
  /** Whether what waited for it has been handed over, so that new things may follow. */
  isCaughtUp: boolean;
  /** Whether it has said anything since it logged in. */
  hasSpoken: boolean;
  send: (stanza: WireNode) => void;
  /** Asks the client something; the answer is its result or its error. */
  ask: (query: WireNode, answered: (answer: WireNode) => void) => void;
  /** Says something last, where there is something to say, and hangs up. The code is for the ledger. */
  close: (code: number, last?: WireNode) => void;
  /** Hears and says nothing from now on, but stays open: the other end has to find out. */
  fallSilent: () => void;
  /** Sends a frame that nobody can read. */
  babble: () => void;
};

/** What takes the stanzas of a connection once it is clear who it is. */
export type Stream = {
  receive: (stanza: WireNode) => void | Promise<void>;
  /** The connection is over. */
  end: () => void;
};
