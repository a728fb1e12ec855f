import { ordinaryFate } from '../delivery/fate.ts';
import type { Manner } from './manner.ts';

/** Everybody who is not asked to be different: has what is sent at once, and reads it. */
export const ordinary: Manner = {
  name: 'ordinary',
  fate: () => ordinaryFate,
  receipts: 'read',
  pace: { deliverMs: 0, readMs: 0, answerMs: 0 },
  answer: () => null,
  isAnsweredFor: true,
  hidesNumber: false,
};
/** A phone has what is sent to it; whoever holds it decides when it is read. */
export const held: Manner = { ...ordinary, name: 'held', receipts: 'delivered' };
/** Says nothing about a message until it is told to. */
export const manual: Manner = { ...ordinary, name: 'manual', receipts: 'manual' };
