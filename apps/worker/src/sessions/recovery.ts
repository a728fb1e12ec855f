import type { RecoveryStep, RecoveryTrouble } from '@parley/contract';
import type { RecoveryTimes } from './recovery-times.ts';

/** What is to be done by itself about a device that has a session, and in how long. */
export type Due = {
  step: Extract<RecoveryStep, 'resync' | 'restart' | 'ask_person'>;
  trouble: Extract<RecoveryTrouble, 'app_state' | 'not_connecting'>;
  inMs: number;
};

/**
 * The ladder, as far as facts and a clock decide it. What is not in step is asked for again, with a pause in between;
 * after some times in vain the session is started again; where everything is asked for once more after that, in vain, a
 * person has to look. Who does not get connected in time is started again, however often: that is the network's fault,
 * and no person's to mend.
 */
export type Recovery = {
  /** The session tries to connect. */
  connecting: () => void;
  connected: () => void;
  /** There is no session, or one that shows codes. */
  away: () => void;
  troubled: () => void;
  untroubled: () => void;
  /** A step is taken now. */
  took: (step: Due['step']) => void;
  /** Everything was asked for again, in vain. */
  resyncedInVain: () => void;
  /** A person has taken it up; what was tried before counts no more. */
  forget: () => void;
  /** The next step, as things are. */
  due: () => Due | null;
};

type Options = { times: RecoveryTimes; now: () => number };

export const createRecovery = ({ times, now }: Options): Recovery => {
  let connectingSince: number | null = null;
  let connectedSince: number | null = null;
  let isTroubled = false;
  let isInVain = false;
  let resyncs: number[] = [];
  let restartedAt = Number.NEGATIVE_INFINITY;

  const dueOfAppState = (since: number): Due => {
    const at = now();
    const counted = resyncs.filter((tried) => at - tried < times.windowMs);
    const isTriedEnough = isInVain && counted.length >= times.resyncsInVain;
    const isRestarted = at - restartedAt < times.windowMs;
    const inMs = (due: number): number => Math.max(due - at, 0);
    if (isInVain && isRestarted) return { step: 'ask_person', trouble: 'app_state', inMs: 0 };
    const graceEnd = since + times.readinessGraceMs;
    if (isTriedEnough && !isRestarted) return { step: 'restart', trouble: 'app_state', inMs: inMs(graceEnd) };
    const last = counted.at(-1) ?? Number.NEGATIVE_INFINITY;
    return { step: 'resync', trouble: 'app_state', inMs: inMs(Math.max(graceEnd, last + times.resyncCoolDownMs)) };
  };

  return {
    connecting() {
      connectingSince ??= now();
      connectedSince = null;
    },
    connected() {
      connectingSince = null;
      connectedSince ??= now();
    },
    away() {
      connectingSince = null;
      connectedSince = null;
    },
    troubled() {
      isTroubled = true;
    },
    untroubled() {
      isTroubled = false;
      isInVain = false;
    },
    took(step) {
      if (step === 'resync') resyncs = [...resyncs.filter((tried) => now() - tried < times.windowMs), now()];
      // One that did not get connected has not shown yet whether starting again helps with the rest.
      if (step === 'restart' && connectedSince !== null) {
        restartedAt = now();
        isInVain = false;
      }
    },
    resyncedInVain() {
      isInVain = isTroubled;
    },
    forget() {
      isInVain = false;
      resyncs = [];
      restartedAt = Number.NEGATIVE_INFINITY;
    },
    due() {
      if (connectingSince !== null)
        return {
          step: 'restart',
          trouble: 'not_connecting',
          inMs: Math.max(connectingSince + times.connectWatchMs - now(), 0),
        };
      return connectedSince !== null && isTroubled ? dueOfAppState(connectedSince) : null;
    },
  };
};
