import { canFail, type Logger } from '@parley/runtime';
import { createBackOff } from './back-off.ts';
import type { RecoveryTimes } from './recovery-times.ts';

/** When a device may connect: not before its pause is over, and when it is its turn. */
export type Reopening = {
  /** Nothing before so much time is over; then the device is looked at. Infinity: until somebody calls it off. */
  rest: (ms: number) => void;
  /** The same, for longer each time until a connection holds. Answers whether it was the first time. */
  restLonger: (why: 'lost' | 'replaced') => boolean;
  isResting: () => boolean;
  /** A connection is there. */
  connected: () => void;
  /** None is there any more. */
  ended: () => void;
  /** Whether it is its turn, which is used up by that. Where it is not, one is asked for, and the device looked at again
   * when it comes: whatever was wished meanwhile counts. */
  takeTurn: () => boolean;
  /** Neither pause nor turn from before counts any more. */
  callOff: () => void;
  /** A person has taken it up: pauses are short again. */
  forget: () => void;
};

type Options = {
  times: RecoveryTimes;
  /** Waits until a linked device may connect. False once the signal is aborted. */
  askForTurn: (signal: AbortSignal) => Promise<boolean>;
  tend: () => void;
  logger: Logger;
};

export const createReopening = ({ times, askForTurn, tend, logger }: Options): Reopening => {
  const backOffs = {
    lost: createBackOff({ firstMs: times.firstWaitMs, mostMs: times.mostWaitMs }),
    replaced: createBackOff({ firstMs: times.firstReplacedWaitMs, mostMs: times.mostReplacedWaitMs }),
  };
  let connectedAt = Number.POSITIVE_INFINITY;
  let restsUntil = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let asking: AbortController | null = null;
  let hasTurn = false;

  const ask = async (asked: AbortController): Promise<void> => {
    const isOurs = (await canFail(askForTurn(asked.signal), 'it is asked for once more', logger)) === true;
    if (asking !== asked) return;
    asking = null;
    hasTurn = isOurs;
    if (isOurs) tend();
    else rest(askAgainMs);
  };

  const wait = (): void => {
    const left = restsUntil - performance.now();
    if (left === Number.POSITIVE_INFINITY) return;
    const over = (): void => {
      if (performance.now() < restsUntil) return wait();
      restsUntil = Number.NEGATIVE_INFINITY;
      tend();
    };
    timer = setTimeout(over, Math.min(Math.max(left, 0), longestTimerMs));
  };

  const callOff = (): void => {
    clearTimeout(timer);
    restsUntil = Number.NEGATIVE_INFINITY;
    asking?.abort();
    asking = null;
    hasTurn = false;
  };
  const rest = (ms: number): void => {
    callOff();
    restsUntil = performance.now() + ms;
    wait();
  };
  const forget = (): void => {
    backOffs.lost.reset();
    backOffs.replaced.reset();
  };

  return {
    rest,
    restLonger: (why) => {
      const isFirst = backOffs[why].isFirst();
      rest(backOffs[why].next());
      return isFirst;
    },
    isResting: () => restsUntil !== Number.NEGATIVE_INFINITY,
    connected: () => {
      connectedAt = Math.min(connectedAt, performance.now());
    },
    ended: () => {
      if (performance.now() - connectedAt >= times.steadyMs) forget();
      connectedAt = Number.POSITIVE_INFINITY;
    },
    takeTurn: () => {
      const isTurn = hasTurn;
      hasTurn = false;
      if (!isTurn && asking === null) {
        asking = new AbortController();
        void ask(asking);
      }
      return isTurn;
    },
    callOff,
    forget,
  };
};

const askAgainMs = 1_000;
/** A timer cannot be set for longer than 24 days. */
const longestTimerMs = 86_400_000;
