import type { Occasion } from '../faults/fault.ts';
import { slownessOf } from '../faults/slowness.ts';
import type { Network } from '../network.ts';

/** Waits for as long as a fault says, where there is one. */
export const slowDown = async (network: Network, occasion: Occasion): Promise<void> => {
  const ms = slownessOf(network.faults, occasion);
  if (ms > 0) await new Promise<void>((resolve) => void network.clock.after(ms, resolve));
};
