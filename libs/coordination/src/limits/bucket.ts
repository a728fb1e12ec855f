// A bucket of so many, refilled evenly. It is kept as one number: the moment at which it will be full again. What is
// taken moves that moment on, time catches up with it, and it may never lie further ahead than a whole bucket takes.
// All in whole microseconds, so that nothing is lost or won by rounding. `bucket-script.ts` says the same to Redis.

/** So many at once, and as many again in every `perMs`. */
export type Limit = { capacity: number; perMs: number };

export type Allowance = {
  isAllowed: boolean;
  /** How many are left. */
  remaining: number;
  /** Until all of them are there again. */
  fullInMs: number;
  /** Until there is one again; 0 if there is. */
  retryAfterMs: number;
};

/** How long one takes to come back, and how long a whole bucket of them. */
export const toTimes = ({ capacity, perMs }: Limit): { oneUs: number; allUs: number } => {
  const oneUs = Math.max(1, Math.floor((perMs * 1_000) / capacity));
  return { oneUs, allUs: oneUs * capacity };
};

/** Takes `count` (1) or gives it back (-1), for a bucket that is full again in `fullInUs`. */
export const pour = (fullInUs: number, count: number, limit: Limit): { isAllowed: boolean; fullInUs: number } => {
  const { oneUs, allUs } = toTimes(limit);
  const before = Math.min(Math.max(fullInUs, 0), allUs);
  const after = Math.max(before + count * oneUs, 0);
  return after > allUs ? { isAllowed: false, fullInUs: before } : { isAllowed: true, fullInUs: after };
};

export const toAllowance = (isAllowed: boolean, fullInUs: number, limit: Limit): Allowance => {
  const { oneUs, allUs } = toTimes(limit);
  const remaining = Math.floor((allUs - fullInUs) / oneUs);
  return {
    isAllowed,
    remaining,
    fullInMs: Math.ceil(fullInUs / 1_000),
    retryAfterMs: remaining > 0 ? 0 : Math.ceil((fullInUs + oneUs - allUs) / 1_000),
  };
};
