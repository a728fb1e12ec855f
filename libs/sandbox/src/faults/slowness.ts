import type { Occasion } from './fault.ts';
import type { Faults } from './faults.ts';

const ordinaryMs = 1000;

/** How late something comes now. */
export const slownessOf = (faults: Faults, occasion: Occasion): number => {
  const slow = faults.strike('slow', occasion);
  return slow === null ? 0 : (slow.delayMs ?? ordinaryMs);
};
