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
      if (!isStopped) await pause();
    }
  };
  const running = run();

  return {
    stop: async (): Promise<void> => {
      isStopped = true;
      wake();
      await running;
    },
  };
};
