/** Too many wait for the same already. Nobody's fault: callers answer 503 and are asked to come again. */
export class TooBusy extends Error {
  override name = 'TooBusy';
}

/** Lets so many works run at once and so many more wait, in the order in which they came. */
export const createTurns = ({ atOnce, waiting }: { atOnce: number; waiting: number }) => {
  const queue: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running += 1;
    else if (queue.length >= waiting) throw new TooBusy('too many wait for their turn');
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next(); // whose turn it is now runs in this one's place
      else running -= 1;
    }
  };
};
