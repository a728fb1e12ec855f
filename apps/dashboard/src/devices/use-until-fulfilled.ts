import type { Device } from '@parley/contract';
import { useAgainWhile } from '../ui/use-again-while.ts';
import { pendingWords } from './words.ts';

/** Looks again and again for as long as something is asked of any of them. That it is done shows in the state, which is
 * told; that it is no longer wished may be written a moment later. */
export const useUntilFulfilled = (devices: readonly Device[], look: () => unknown): void =>
  useAgainWhile(
    devices.some((device) => pendingWords(device) !== null),
    look,
  );
