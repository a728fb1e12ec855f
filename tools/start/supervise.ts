import { setTimeout as sleep } from 'node:timers/promises';
import type { Child, Exit } from '../services/child.ts';

export type Supervised<C extends Child> = {
  name: string;
  /** Starts it, or throws when it does not come up. */
  start(): Promise<C>;
  /** Tells the person at the screen. */
  line(text: string): void;
};

export type Supervision<C extends Child> = { first: C; stop(): Promise<void> };

/** Keeps a process alive: whenever it dies it is started again, a little later each time. */
export const supervise = async <C extends Child>({ name, start, line }: Supervised<C>): Promise<Supervision<C>> => {
  const first = await start();
  let child: C | null = first;
  const stopping = new AbortController();

  const restart = async (delayMs: number): Promise<C | null> => {
    line(`${name} starts again in ${delayMs / 1000} s.`);
    await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
    if (stopping.signal.aborted) return null;
    return start().catch((error: Error) => {
      line(error.message);
      return null;
    });
  };

  const keepAlive = async () => {
    let delayMs = 0;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      if (child !== null) {
        const exit = await child.exited;
        if (stopping.signal.aborted) return;
        line(`${name} stopped by itself (${describe(exit)}).`);
      }
      delayMs = nextDelay(delayMs, performance.now() - startedAt);
      child = await restart(delayMs);
    }
    await child?.stop();
  };

  const kept = keepAlive();
  return {
    first,
    stop: async () => {
      stopping.abort();
      await child?.stop();
      await kept;
    },
  };
};

/** A quarter of a second, doubling to ten seconds; from the start again after a good minute. */
export const nextDelay = (previousMs: number, livedMs: number): number =>
  previousMs === 0 || livedMs > 60_000 ? 250 : Math.min(previousMs * 2, 10_000);

const describe = ({ code, signal }: Exit) => (signal === null ? `exit code ${code}` : signal);
