/** Waits, but no longer than until the browser is back on the net. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  until((done) => {
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', done);
    };
  }, signal);

/** Waits for somebody to look at the page. */
export const untilSeen = (signal: AbortSignal): Promise<void> =>
  document.hidden
    ? until((done) => {
        document.addEventListener('visibilitychange', done);
        return () => document.removeEventListener('visibilitychange', done);
      }, signal)
    : Promise.resolve();

/** Resolves once something calls `done`, or the signal comes; and leaves no listener behind. */
const until = (begin: (done: () => void) => () => void, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      end();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const end = begin(done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
