/** How long to wait before the next try: longer each time, and never all at the same moment. */
export type BackOff = { next: () => number; isFirst: () => boolean; reset: () => void };

type Options = { firstMs: number; mostMs: number; random?: () => number };

export const createBackOff = ({ firstMs, mostMs, random = Math.random }: Options): BackOff => {
  let tries = 0;
  return {
    next() {
      const most = Math.min(firstMs * 2 ** tries, mostMs);
      tries += 1;
      return (most / 2) * (1 + random());
    },
    isFirst: () => tries === 0,
    reset() {
      tries = 0;
    },
  };
};
