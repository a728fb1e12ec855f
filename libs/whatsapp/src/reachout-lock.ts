import type { SessionEvent } from './session.ts';

type Told = Extract<SessionEvent, { kind: 'condition' }>;

/** Whether an open device may write to people it does not know yet. The server says when that changes, but not again to
 * a new connection, and perhaps not at the end: what it said is remembered for as long as it said. */
export type ReachoutLock = {
  /** The connection is open: tells how the device is. */
  opened: (tell: (event: Told) => void) => void;
  /** The server says so; null where nobody knows until when. */
  changed: (lock: { isLocked: boolean; until: Date | null }) => void;
  /** The connection has ended: nothing more is told. */
  closed: () => void;
};

/** Node's timers reach no further. */
const maxTimerMs = 2 ** 31 - 1;

export const createReachoutLock = (): ReachoutLock => {
  let lock: { until: Date | null } | null = null;
  let tell: ((event: Told) => void) | null = null;
  let told = '';
  let ending: NodeJS.Timeout | undefined;

  const say = (): void => {
    clearTimeout(ending);
    const leftMs = (lock?.until?.getTime() ?? Infinity) - Date.now();
    if (leftMs <= 0) lock = null;
    else if (leftMs < Infinity) ending = setTimeout(say, Math.min(leftMs, maxTimerMs));
    const event: Told = { kind: 'condition', ...conditionOf(lock), next: 'none' };
    const is = JSON.stringify(event);
    if (is !== told) tell?.(event);
    told = is;
  };

  return {
    opened: (telling) => {
      // Of a lock without an end nobody would say that it has ended meanwhile.
      if (lock?.until === null) lock = null;
      [tell, told] = [telling, ''];
      say();
    },
    changed: ({ isLocked, until }) => {
      lock = isLocked ? { until } : null;
      if (tell !== null) say();
    },
    closed: () => {
      clearTimeout(ending);
      tell = null;
    },
  };
};

const conditionOf = (lock: { until: Date | null } | null): Pick<Told, 'condition' | 'until'> =>
  lock === null
    ? { condition: { state: 'connected', reason: 'connected' }, until: null }
    : { condition: { state: 'restricted', reason: 'reachout_locked' }, until: lock.until };
