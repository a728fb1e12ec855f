import type { SessionEvent } from '@parley/whatsapp';

export type Heard<Kind extends SessionEvent['kind']> = Extract<SessionEvent, { kind: Kind }>;

/** How a device is from now on: of a session that lives, or has ended. */
export type ConditionEvent = Heard<'condition'>;

/** What there is to do about a session's events. */
export type Reactions = {
  /** It lives, and is like that from now on. */
  lives: (event: ConditionEvent) => void;
  showLink: (event: Heard<'link'>) => void;
  linked: (event: Heard<'linked'>) => void;
  openAtOnce: (event: ConditionEvent) => void;
  openLater: (event: ConditionEvent) => void;
  openIfStillOurs: (event: ConditionEvent) => void;
  beginAnew: (event: ConditionEvent) => void;
  waitForPerson: (event: ConditionEvent) => void;
  troubled: () => void;
  untroubled: () => void;
  ofMessage: (event: Heard<'ack' | 'receipt'>) => void;
  received: (event: Heard<'message'>) => void;
};

/** All that a session can say, and what comes of it. */
export const applyEvent = (event: SessionEvent, to: Reactions): void => {
  switch (event.kind) {
    case 'condition':
      return applyCondition(event, to);
    case 'link':
      return to.showLink(event);
    case 'linked':
      return to.linked(event);
    case 'trouble':
      return to.troubled();
    case 'untroubled':
      return to.untroubled();
    case 'ack':
    case 'receipt':
      return to.ofMessage(event);
    case 'message':
      return to.received(event);
  }
};

/** Whether there is a connection over which it can be written to. */
export const isOpen = ({ condition: { state }, next }: ConditionEvent): boolean =>
  next === 'none' && (state === 'connected' || state === 'restricted');

const applyCondition = (event: ConditionEvent, to: Reactions): void => {
  switch (event.next) {
    case 'none':
      return to.lives(event);
    case 'open_now':
      return to.openAtOnce(event);
    case 'open_later':
      return to.openLater(event);
    case 'check_lease_then_open':
      return to.openIfStillOurs(event);
    case 'fresh_credentials':
      return to.beginAnew(event);
    case 'wait_for_person':
      return to.waitForPerson(event);
  }
};
