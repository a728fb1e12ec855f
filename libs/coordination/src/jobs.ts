import { z } from 'zod';

/** All work that is given to workers through Redis. A payload carries ids only; the row is the promise. */
export const jobs = {
  pruneEvents: { payload: z.strictObject({}), everyMs: 3_600_000 },
  pruneKeys: { payload: z.strictObject({}), everyMs: 3_600_000 },
  pruneMessages: { payload: z.strictObject({}), everyMs: 3_600_000 },
  pruneIdempotencyKeys: { payload: z.strictObject({}), everyMs: 3_600_000 },
  expireMessages: { payload: z.strictObject({}), everyMs: 3_000 },
  // A record is to be in its chain within 2 s.
  chainAudit: { payload: z.strictObject({}), everyMs: 500 },
} as const;

export type JobName = keyof typeof jobs;
type PayloadOf<N extends JobName> = z.output<(typeof jobs)[N]['payload']>;

/** A job without a handler does not compile. The signal asks for an end, at a place of the handler's choice. */
export type JobHandlers = { [N in JobName]: (payload: PayloadOf<N>, signal: AbortSignal) => Promise<void> };
