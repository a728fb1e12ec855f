import type { Journal } from './journal.ts';
import type { OwnSession } from './own-session.ts';
import type { Due, Recovery } from './recovery.ts';

/** Takes the steps of the ladder as they come due. */
export type Recovering = {
  /** To be called whenever something has changed. */
  look: () => void;
  stop: () => void;
};

type Options = {
  recovery: Recovery;
  own: Pick<OwnSession, 'find'>;
  journal: Pick<Journal, 'took'>;
  /** Hangs up, and opens the session again. */
  restart: (trouble: Due['trouble']) => void;
  /** Hangs up, and leaves the device to a person. */
  giveUp: () => void;
};

export const createRecovering = ({ recovery, own, journal, restart, giveUp }: Options): Recovering => {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const look = (): void => {
    clearTimeout(timer);
    const due = isStopped ? null : recovery.due();
    if (due === null) return;
    if (due.inMs > 0) timer = setTimeout(look, Math.ceil(due.inMs));
    else take(due);
  };

  const take = ({ step, trouble }: Due): void => {
    recovery.took(step);
    journal.took(step, trouble);
    switch (step) {
      case 'resync':
        return void resync();
      case 'restart':
        return restart(trouble);
      case 'ask_person':
        return giveUp();
    }
  };

  const resync = async (): Promise<void> => {
    const isWell = await own.find()?.resync();
    // Where all went well, the session says so itself.
    if (isWell !== true) recovery.resyncedInVain();
    look();
  };

  return {
    look,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};
