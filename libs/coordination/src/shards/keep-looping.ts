import type { Logger } from '@parley/runtime';
import type { Clock } from './lease-times.ts';

type Options = {
  clock: Clock;
  everyMs: number;
  turn: () => Promise<void>;
  onFailure: (error: unknown) => void;
  logger: Logger;
};

/** One turn after the other, with a pause between, until it is stopped; `stop` waits for the turn in hand. A turn that
 * fails is told once, until one goes well again. */
export const keepLooping = ({ clock, everyMs, turn, onFailure, logger }: Options) => {
  let isStopped = false;
  let isFailing = false;
  let turnedAt = clock.now();
  let wake = (): void => {};

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const callOff = clock.after(everyMs, resolve);
      wake = () => {
        callOff();
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!isStopped) {
      try {
        await turn();
        if (isFailing) logger.info('shards are looked after again');
        isFailing = false;
      } catch (error) {
        if (!isFailing) logger.warn({ err: error }, 'shards cannot be looked after');
        isFailing = true;
        onFailure(error);
      }
      turnedAt = clock.now();
      if (!isStopped) await pause();
    }
  };
  const running = run();

  return {
    /** Since the last turn has ended, well or not; 0 once it is stopped. */
    lastTurnAgeMs: (): number => (isStopped ? 0 : clock.now() - turnedAt),
    stop: async (): Promise<void> => {
      isStopped = true;
      wake();
      await running;
    },
  };
};
