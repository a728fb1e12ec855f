/** A number from 0 up to but not including 1. */
export type Random = () => number;

/** The same numbers for the same seed, in every run (a linear congruential generator: chance enough for faults). */
export const createRandom = (seed: number): Random => {
  let state = BigInt(seed) & 0xffff_ffff_ffff_ffffn;
  return () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
    return Number(state >> 32n) / 2 ** 32;
  };
};
