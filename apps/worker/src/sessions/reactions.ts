import { type Heard, isOpen, type Reactions } from './apply-event.ts';
import type { Journal } from './journal.ts';
import type { OwnSession } from './own-session.ts';
import type { Recovery } from './recovery.ts';
import type { Reopening } from './reopening.ts';

type Options = {
  own: Pick<OwnSession, 'linkWish'>;
  journal: Journal;
  reopening: Reopening;
  recovery: Recovery;
  /** Whether the device is ours at this moment. */
  isOurs: () => boolean;
  forgetKeys: () => void;
  ofMessage: (event: Heard<'ack' | 'receipt'>) => void;
  received: (event: Heard<'message'>) => void;
};

/** What we do about what the session of a device says. */
export const createReactions = ({
  own,
  journal,
  reopening,
  recovery,
  isOurs,
  forgetKeys,
  ofMessage,
  received,
}: Options): Reactions => {
  const ended: Reactions['waitForPerson'] = ({ condition, until }) => {
    recovery.away();
    reopening.ended();
    journal.became(condition, { until });
  };

  return {
    ofMessage,
    received,
    lives: (event) => {
      const { condition, until } = event;
      journal.became(condition, { until });
      if (isOpen(event)) {
        recovery.connected();
        reopening.connected();
      } else if (condition.state === 'connecting' && own.linkWish() === null) recovery.connecting();
      // Linking takes as long as a person takes.
      else recovery.away();
    },
    showLink: ({ link, expiresAt }) =>
      journal.showed({ by: link.by, text: link.by === 'qr' ? link.text : link.code, expiresAt }),
    linked: journal.linked,
    openAtOnce: (event) => {
      ended(event);
      journal.took('connect_at_once', 'connection_lost');
      reopening.rest(0);
    },
    openLater: (event) => {
      ended(event);
      if (event.until !== null) return reopening.rest(event.until.getTime() - Date.now());
      // Once is enough: the states tell the rest.
      const isFirst = reopening.restLonger('lost');
      if (isFirst) journal.took('connect_later', 'connection_lost');
    },
    openIfStillOurs: (event) => {
      if (!isOurs()) {
        // Whoever has it now opens it, and is not to be thrown out again. It is looked at again only if it stays ours.
        recovery.away();
        return void reopening.restLonger('lost');
      }
      ended(event);
      if (event.condition.reason !== 'replaced') return void reopening.restLonger('lost');
      // It is ours, and yet somebody has the connection: a copy of its keys is in use elsewhere. We come back ever more
      // seldom, rather than leave it to a person: once the copy is gone nobody needs to do anything.
      journal.took('connect_later', 'replaced');
      reopening.restLonger('replaced');
    },
    beginAnew: (event) => {
      ended(event);
      forgetKeys();
      const isFirst = reopening.restLonger('lost');
      if (isFirst) journal.took('begin_anew', 'dropped_while_linking');
    },
    waitForPerson: ({ condition, until }) => {
      recovery.away();
      reopening.ended();
      journal.became(condition, { until, fulfils: own.linkWish() });
      reopening.rest(Number.POSITIVE_INFINITY);
    },
    troubled: recovery.troubled,
    untroubled: () => {
      recovery.untroubled();
      journal.took('none', 'app_state');
    },
  };
};
