/** Chance that comes out the same for the same seed, so that what a test finds can be found again. */
export type Dice = {
  /** A whole number from 0, below `count`. */
  below: (count: number) => number;
  chance: (probability: number) => boolean;
  pick: <Thing>(things: readonly Thing[]) => Thing;
  bytes: (count: number) => Buffer;
  /** `count` of these characters. */
  text: (characters: string, count: number) => string;
};

export const createDice = (seed: number): Dice => {
  let state = seed;
  // mulberry32: the state walks in even steps, the answer is the state stirred.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let stirred = Math.imul(state ^ (state >>> 15), state | 1);
    stirred ^= stirred + Math.imul(stirred ^ (stirred >>> 7), stirred | 61);
    return ((stirred ^ (stirred >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (things) => {
      const found = things[below(things.length)];
      if (found === undefined) throw new Error('there is nothing to pick from');
      return found;
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
    text: (characters, count) => {
      const all = Array.from(characters);
      return Array.from({ length: count }, () => all[below(all.length)]).join('');
    },
  };
};
