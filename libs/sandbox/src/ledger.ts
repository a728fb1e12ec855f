import type { Clock } from './clock.ts';
import type { Live } from './live.ts';

/** One thing that happened between the network and a client. */
export type LedgerEntry = {
  seq: number;
  at: string;
  /** A message is a frame that a client sent. A receipt is one that a client sent where it says `to` whom, and one that
   * was handed to the client where it does not. */
  kind: 'connect' | 'login' | 'close' | 'message' | 'receipt';
  /** Whose device it concerns: the digits of its phone number. Unknown until it says who it is. */
  account: string | null;
  connection: number;
  id?: string;
  /** The digits of a person, or the id of a group. */
  to?: string;
  /** Whether a message of this id had come from this account before. */
  duplicate?: boolean;
  /** Of a close by the network: the code that the client makes of it. A client that hung up itself needs none. */
  code?: number;
};

/** The history that fault tests check, in order. */
export type Ledger = {
  write: (entry: Omit<LedgerEntry, 'seq' | 'at'>) => void;
  since: (seq: number) => LedgerEntry[];
  lastSeq: () => number;
  /** The entries of an earlier process are gone, but whoever asks since one of them misses none of ours. */
  goOnAfter: (seq: number) => void;
};

type Kept = Omit<LedgerEntry, 'at'> & { at: number };

/** `kept` entries stay at least; older ones go when there are many more. */
export const createLedger = (clock: Clock, live: Live, kept = 500_000): Ledger => {
  let entries: Kept[] = [];
  let lastSeq = 0;
  return {
    write: (entry) => {
      lastSeq += 1;
      entries.push({ seq: lastSeq, at: clock.now(), ...entry });
      if (entries.length > kept * 1.2) entries = entries.slice(-kept);
      live.tell({ kind: 'ledger' });
    },
    since: (seq) =>
      entries
        .slice(Math.max(0, entries.length - Math.max(0, lastSeq - seq)))
        .map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
    lastSeq: () => lastSeq,
    goOnAfter: (seq) => {
      lastSeq = Math.max(lastSeq, seq);
    },
  };
};
