/** Lets so many linkings at once through their expensive part: a third would make all others' sessions wait. */
export const createLinkingTurns = (atOnce: number): ((signal: AbortSignal) => Promise<() => void>) => {
  let free = atOnce;
  const waiting: (() => void)[] = [];

  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };

  return async (signal) => {
    signal.throwIfAborted();
    if (free > 0) free -= 1;
    else await comeNext(waiting, signal);
    return release;
  };
};

const comeNext = (waiting: (() => void)[], signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.splice(waiting.indexOf(come), 1);
      reject(signal.reason);
    };
    const come = (): void => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    waiting.push(come);
    signal.addEventListener('abort', leave, { once: true });
  });
