/**
 * Who may have a connection next. There are as many turns as connections; whoever finds none free waits, and tenants are
 * let in in rotation, each one's own in the order in which they came: one with thousands of transactions to do delays
 * another by one of them. A pool alone would let all in by age, and call it an outage where it is merely busy.
 */
export type ConnectionTurns = {
  /** Rejects, with `work` not begun, where nobody got a connection for so long. */
  inTurn: <T>(of: string, work: () => Promise<T>) => Promise<T>;
  /** Somebody whose turn it is has got a connection: there is something to wait for. */
  connected: () => void;
  /** Somebody could get none. Where nobody else did lately, there is nothing to wait for. */
  refused: () => void;
};

type Waiting = { enter: () => void; leave: (error: unknown) => void };

export const createConnectionTurns = ({
  atOnce,
  stuckAfterMs,
}: {
  atOnce: number;
  stuckAfterMs: number;
}): ConnectionTurns => {
  /** Those who wait, by tenant: whose turn it is comes first. */
  const queues = new Map<string, Waiting[]>();
  let running = 0;
  let connectedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const sendAway = (): void => {
    clearTimeout(timer);
    const waiting = [...queues.values()].flat();
    queues.clear();
    for (const { leave } of waiting) leave(new Error(`nobody got a connection for ${stuckAfterMs} ms`));
  };

  /** From now on somebody has to get one within the time, if anybody waits. */
  const watch = (): void => {
    clearTimeout(timer);
    if (queues.size > 0) timer = setTimeout(sendAway, stuckAfterMs);
  };

  const wait = (of: string): Promise<void> =>
    new Promise((enter, leave) => {
      const queue = queues.get(of) ?? [];
      queue.push({ enter, leave });
      queues.set(of, queue);
      if (queues.size === 1 && queue.length === 1) watch();
    });

  /** Whose turn it is now runs in the place of the one that ended. */
  const letNextIn = (): void => {
    const [first] = queues;
    if (first === undefined) {
      running -= 1;
      return;
    }
    const [of, queue] = first;
    queues.delete(of);
    const next = queue.shift();
    if (queue.length > 0) queues.set(of, queue);
    if (queues.size === 0) clearTimeout(timer);
    next?.enter();
  };

  return {
    inTurn: async (of, work) => {
      if (running < atOnce) running += 1;
      else await wait(of);
      try {
        return await work();
      } finally {
        letNextIn();
      }
    },
    connected: () => {
      connectedAt = performance.now();
      watch();
    },
    refused: () => {
      if (performance.now() - connectedAt >= stuckAfterMs) sendAway();
    },
  };
};
