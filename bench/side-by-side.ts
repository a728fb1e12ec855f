/** One of the two things that are compared: does its work for about `forMs` and says how much it did in a second. */
export type Contender = (forMs: number) => Promise<number>;

export type Comparison = { ours: number; other: number; ratio: number };

/**
 * Turn by turn in one run, because the machine is shared: a slow minute slows both. The ratio is the median of the
 * rounds' ratios, so their number is odd; one round before them warms up and does not count.
 */
export const sideBySide = async (
  { ours, other }: { ours: Contender; other: Contender },
  { rounds, forMs }: { rounds: number; forMs: number },
): Promise<Comparison> => {
  await ours(forMs);
  await other(forMs);
  const measured: Comparison[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % 2 === 0 ? ours : other;
    const second = round % 2 === 0 ? other : ours;
    const [one, two] = [await first(forMs), await second(forMs)];
    const [our, their] = round % 2 === 0 ? [one, two] : [two, one];
    measured.push({ ours: our, other: their, ratio: our / their });
  }
  const middle = (pick: (comparison: Comparison) => number) => median(measured.map(pick));
  return { ours: middle(({ ours }) => ours), other: middle(({ other }) => other), ratio: middle(({ ratio }) => ratio) };
};

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
