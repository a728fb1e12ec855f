import type { Clock } from '../clock.ts';

/** Does one thing after another, each as late as it is told, and never before what came before it. */
export const createDelayLine = (clock: Clock): ((delayMs: number, work: () => void) => void) => {
  const waiting: (() => void)[] = [];
  let lastDueAt = 0;
  return (delayMs, work) => {
    if (delayMs === 0 && waiting.length === 0) {
      work();
      return;
    }
    lastDueAt = Math.max(lastDueAt, clock.now() + delayMs);
    waiting.push(work);
    // Whichever alarm rings first does what came first.
    clock.after(lastDueAt - clock.now(), () => waiting.shift()?.());
  };
};
