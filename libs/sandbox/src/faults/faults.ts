import type { Action, Fault, Occasion } from './fault.ts';
import { createRandom, type Random } from './random.ts';

export type Faults = {
  add: (fault: Omit<Fault, 'id' | 'struck'>) => Fault;
  list: () => Fault[];
  clear: () => void;
  /** Whether nothing can go wrong at all: asked for each stanza, so that it costs nothing then. */
  isEmpty: () => boolean;
  /** The oldest fault of this action that strikes now; it is counted as having struck. */
  strike: (action: Action, occasion: Occasion) => Fault | null;
};

const isAbout = (account: string | undefined, occasion: Occasion['account']): boolean =>
  account === undefined || (typeof occasion === 'function' ? occasion(account) : account === occasion);

const isWith = (contact: string | undefined, occasion: Occasion['contact']): boolean =>
  contact === undefined || (Array.isArray(occasion) ? occasion.includes(contact) : contact === occasion);

/** A rule that names a contact or a stanza waits for a moment that has one. */
const isMeant = ({ account, contact, stanza }: Fault['match'], occasion: Occasion): boolean =>
  (occasion.isForNamed !== true || contact !== undefined || stanza !== undefined) &&
  isAbout(account, occasion.account) &&
  isWith(contact, occasion.contact) &&
  (stanza === undefined || occasion.stanza?.includes(stanza) === true);

/** `changed` is told of each change of the rules or their counts; `random` decides where a fault has a probability but
 * no seed. */
export const createFaults = (changed: () => void = () => undefined, random: Random = Math.random): Faults => {
  let rules: { fault: Fault; random: Random }[] = [];
  let lastId = 0;
  return {
    add: (chosen) => {
      const fault: Fault = { ...chosen, id: `fault-${++lastId}`, struck: 0 };
      rules.push({ fault, random: fault.seed === undefined ? random : createRandom(fault.seed) });
      changed();
      return fault;
    },
    list: () => rules.map(({ fault }) => ({ ...fault })),
    clear: () => {
      rules = [];
      changed();
    },
    isEmpty: () => rules.length === 0,
    strike: (action, occasion) => {
      const found = rules.find(
        ({ fault, random: chance }) =>
          fault.action === action && isMeant(fault.match, occasion) && chance() < (fault.probability ?? 1),
      );
      if (found === undefined) return null;
      const { fault } = found;
      fault.struck += 1;
      if (fault.times !== undefined) {
        fault.times -= 1;
        if (fault.times <= 0) rules = rules.filter((rule) => rule !== found);
      }
      changed();
      return fault;
    },
  };
};
