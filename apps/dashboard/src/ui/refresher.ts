/**
 * Loads a thing again whenever it is asked to, one load at a time: what is asked for meanwhile is one more load after
 * it. So what came last is what is true, however answers overtake each other on their way, and a hundred changes at
 * once are two loads. The promise ends when something is there that is at least as new as the question.
 */
export const createRefresher = (load: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const begin = (): Promise<void> => {
    running = load().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (running === null) return begin();
    next ??= running.then(() => {
      next = null;
      return begin();
    });
    return next;
  };
};
