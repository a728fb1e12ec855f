import { type Address, toName } from '../signal/address.ts';

/** What came to a telephone that it could not decrypt, and has asked for again. */
export type Unopened = {
  /** One more frame of it; answers how many that makes. `takeBack` unsays that it is strange. */
  add: (id: string, sender: Address, takeBack: () => void) => number;
  /** It came after all; answers how many frames went before. */
  settle: (id: string, sender: Address) => number;
};

type Waiting = { frames: number; takeBack: () => void };

/** The oldest go when there are more. */
const kept = 1000;

export const createUnopened = (): Unopened => {
  const waiting = new Map<string, Waiting>();
  const keyOf = (id: string, sender: Address): string => `${id} ${toName(sender)}`;
  return {
    add: (id, sender, takeBack) => {
      const key = keyOf(id, sender);
      const before = waiting.get(key);
      before?.takeBack();
      const frames = (before?.frames ?? 0) + 1;
      waiting.set(key, { frames, takeBack });
      for (const oldest of waiting.keys()) {
        if (waiting.size <= kept) break;
        waiting.delete(oldest);
      }
      return frames;
    },
    settle: (id, sender) => {
      const key = keyOf(id, sender);
      const found = waiting.get(key);
      if (found === undefined) return 0;
      waiting.delete(key);
      found.takeBack();
      return found.frames;
    },
  };
};
