import type { Fate } from '../delivery/fate.ts';
import type { Shown } from '../handsets/shown.ts';

/** How a contact takes what is written to it: what becomes of a frame on its way, which receipts follow, and what it
 * answers. */
export type Manner = {
  /** By which it is found again; a meaning is found by the number it belongs to. */
  name: 'ordinary' | 'held' | 'manual' | 'meaning';
  /** What becomes of a message to it; `frame` counts the frames of this id, from 1. */
  fate: (frame: number) => Fate;
  /** `confused` is each receipt twice, the first two the wrong way round; `on-return` is read, but nobody hears of it
   * before the account that wrote has connected again. */
  receipts: 'read' | 'delivered' | 'none' | 'manual' | 'confused' | 'on-return';
  /** How long it takes: until it has the message, then until it reads it, then until it answers. */
  pace: { deliverMs: number; readMs: number; answerMs: number };
  /** What it answers; null for nothing. */
  answer: (said: Shown) => string | null;
  /** Whether the server answers who asks for its devices or for their keys. */
  isAnsweredFor: boolean;
  /** Whether it writes without showing its number. */
  hidesNumber: boolean;
};
