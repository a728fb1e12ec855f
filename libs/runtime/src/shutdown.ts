import { constants } from 'node:os';
import type { Logger } from './logger.ts';

export type Shutdown = {
  /** Something to close when the process stops; what was registered last is closed first. */
  onStop(name: string, close: () => Promise<void> | void): void;
  /** Takes over the signals and the errors that nobody caught. Called once, by the main. */
  listen(): void;
  /** Closes everything and ends the process: with 0, or with 1 if anything did not close in time. */
  stop(reason: string): Promise<never>;
};

type ShutdownOptions = { logger: Logger; deadlineMs: number };

export const createShutdown = ({ logger, deadlineMs }: ShutdownOptions): Shutdown => {
  const closers: Closer[] = [];
  let stopping: Promise<never> | undefined;
  let exitCode = 0;

  const closeAll = async (reason: string): Promise<never> => {
    logger.info({ reason }, 'stopping');
    let waitingFor = 'nothing';
    setTimeout(() => {
      logger.error({ waiting_for: waitingFor }, 'did not stop in time');
      process.exit(1);
    }, deadlineMs);
    for (let closer = closers.pop(); closer; closer = closers.pop()) {
      waitingFor = closer.name;
      try {
        await closer.close();
      } catch (error) {
        logger.error({ err: error, name: closer.name }, 'did not close');
        exitCode = 1;
      }
    }
    logger.info({ reason }, 'stopped');
    process.exit(exitCode);
  };

  const stop = (reason: string): Promise<never> => (stopping ??= closeAll(reason));

  return {
    onStop: (name, close) => closers.push({ name, close }),
    listen: () => {
      listenForSignals(stop);
      // Nobody knows what state an error left behind that nobody caught: say so, close what closes, and end.
      process.on('uncaughtException', (error, origin) => {
        exitCode = 1;
        logger.fatal({ err: error, origin }, 'an error that nobody caught');
        void stop(origin);
      });
    },
    stop,
  };
};

type Closer = { name: string; close: () => Promise<void> | void };

// One Ctrl-C arrives two or three times: the terminal, npm and the launcher each pass it on.
const sameWishMs = 500;

function listenForSignals(stop: Shutdown['stop']): void {
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    firstAt ??= performance.now();
    if (performance.now() - firstAt > sameWishMs) process.exit(128 + constants.signals[signal]);
    void stop(signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
