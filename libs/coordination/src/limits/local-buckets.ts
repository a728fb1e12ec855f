import { type Allowance, type Limit, pour, toAllowance } from './bucket.ts';

/** The buckets of one process by itself: never more than `max`, those that were asked for longest ago go first. */
export const createLocalBuckets = ({ now, max }: { now: () => number; max: number }) => {
  const fullAtUs = new Map<string, number>();
  return {
    pour(bucket: string, count: number, limit: Limit): Allowance {
      const nowUs = Math.round(now() * 1_000);
      const poured = pour((fullAtUs.get(bucket) ?? 0) - nowUs, count, limit);
      fullAtUs.delete(bucket);
      if (poured.fullInUs > 0) fullAtUs.set(bucket, nowUs + poured.fullInUs);
      for (const oldest of fullAtUs.keys()) {
        if (fullAtUs.size <= max) break;
        fullAtUs.delete(oldest);
      }
      return toAllowance(poured.isAllowed, poured.fullInUs, limit);
    },
    size: () => fullAtUs.size,
  };
};
