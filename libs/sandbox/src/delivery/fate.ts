import type { ClosingWords } from '../wire/closing-words.ts';

/** What becomes of one frame of a message that a client sends, whoever decides it: the one it is written to, or a
 * fault. */
export type Fate = {
  /** Whether it reaches those it is for. */
  isRelayed: boolean;
  /** What the client hears about it: that the server has it, now or later, or that it refuses, or nothing. */
  ack: { kind: 'now' } | { kind: 'late'; afterMs: number } | { kind: 'refused'; code: number } | { kind: 'lost' };
  /** Whether the account may write to nobody new for a while, and for how long. */
  lockMs: number | null;
  /** Whether the connection ends after that, and how. */
  close: ClosingWords | null;
};

export const ordinaryFate: Fate = { isRelayed: true, ack: { kind: 'now' }, lockMs: null, close: null };

/** The server says no. Where it says that the account writes to too many strangers, it holds it to that for a while. */
export const refused = (code: number): Fate => ({
  ...ordinaryFate,
  isRelayed: false,
  ack: { kind: 'refused', code },
  lockMs: code === tooManyStrangers ? lockMs : null,
});

export const tooManyStrangers = 463;
const lockMs = 30_000;
