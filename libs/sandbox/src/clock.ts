/** The time of the network. It runs like any clock and can be pushed forward, so that nobody has to wait for what the
 * network itself waits for. */
export type Clock = {
  now: () => number;
  /** Does `work` once `ms` of the network's time have passed; answers how to call it off. */
  after: (ms: number, work: () => void) => () => void;
  /** Pushes the time forward, from one alarm to the next: each rings at its own time and in order, and what it sets in
   * motion is done before the next, so that an alarm it winds for within the span rings within the span. */
  advance: (ms: number) => Promise<void>;
  /** Calls everything off. */
  stop: () => void;
};

type Alarm = { dueAt: number; order: number; work: () => void; timer: NodeJS.Timeout | null };

/** Beyond this a timer of Node's fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Lets whatever is under way (promises, sockets) come to rest, as far as one turn of Node's loop brings it. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const createClock = (): Clock => {
  let aheadMs = 0;
  let order = 0;
  let advancing: Promise<void> = Promise.resolve();
  const alarms = new Set<Alarm>();
  const now = (): number => Date.now() + aheadMs;

  const ring = (alarm: Alarm): void => {
    if (alarm.timer !== null) clearTimeout(alarm.timer);
    if (alarms.delete(alarm)) alarm.work();
  };
  const wind = (alarm: Alarm): void => {
    if (alarm.timer !== null) clearTimeout(alarm.timer);
    alarm.timer = setTimeout(
      // Node's timers may be a little early, and long ones are cut short.
      () => (alarm.dueAt <= now() ? ring(alarm) : wind(alarm)),
      Math.min(Math.max(alarm.dueAt - now(), 0), longestTimerMs),
    );
    alarm.timer.unref();
  };
  const findNext = (): Alarm | undefined => {
    let next: Alarm | undefined;
    for (const alarm of alarms)
      if (next === undefined || alarm.dueAt < next.dueAt || (alarm.dueAt === next.dueAt && alarm.order < next.order))
        next = alarm;
    return next;
  };
  const advance = async (ms: number): Promise<void> => {
    const targetMs = aheadMs + ms;
    for (;;) {
      const next = findNext();
      if (next === undefined || next.dueAt > Date.now() + targetMs) break;
      aheadMs = Math.min(Math.max(aheadMs, next.dueAt - Date.now()), targetMs);
      ring(next);
      await turn();
    }
    aheadMs = targetMs;
    for (const alarm of alarms) wind(alarm);
  };

  return {
    now,
    after: (ms, work) => {
      const alarm: Alarm = { dueAt: now() + ms, order: order++, work, timer: null };
      alarms.add(alarm);
      wind(alarm);
      return () => {
        if (alarm.timer !== null) clearTimeout(alarm.timer);
        alarms.delete(alarm);
      };
    },
    advance: (ms) => {
      advancing = advancing.then(() => advance(ms));
      return advancing;
    },
    stop: () => {
      for (const alarm of alarms) if (alarm.timer !== null) clearTimeout(alarm.timer);
      alarms.clear();
    },
  };
};
