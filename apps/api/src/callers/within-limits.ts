import { type FailureCode, nativeOf, type Operation, type Result, yes } from '@parley/contract';
import type { Limiter } from '@parley/coordination';
import type { FastifyRequest } from 'fastify';
import { refuse } from '../http/refuse.ts';
import { rulesOf } from './limits.ts';

export type Answer = () => Promise<Result<unknown>>;

/**
 * Runs the handler of an operation within its limits. Each ask is taken before and given back if it turns out not to
 * count, so that a thousand guesses at once are no more than a thousand one by one.
 */
export const withinLimits = async (
  limiter: Limiter,
  { operation, request }: { operation: Operation; request: FastifyRequest },
  answer: Answer,
): Promise<Result<unknown>> => {
  const rules = rulesOf.get(nativeOf(operation));
  if (rules === undefined) return answer();
  const asks = rules.flatMap(({ bucketOf, ...rule }) => {
    const bucket = bucketOf(request);
    return bucket === null ? [] : { ...rule, bucket };
  });
  const taken: typeof asks = [];
  const giveBack = async (isOver: (ask: (typeof asks)[number]) => boolean): Promise<void> => {
    await Promise.all(taken.filter(isOver).map(({ bucket, limit }) => limiter.giveBack(bucket, limit)));
  };
  for (const ask of asks) {
    const { isAllowed, retryAfterMs } = await limiter.take(ask.bucket, ask.limit);
    if (!isAllowed) {
      await giveBack(() => true); // what is refused here was no guess
      return ask.isSilent ? yes({}) : refuse({ code: 'rate_limited', retryAfterMs });
    }
    taken.push(ask);
  }
  let failed: FailureCode | 'thrown' | null = 'thrown';
  try {
    const result = await answer();
    failed = result.ok ? null : result.failure.code;
    return result;
  } finally {
    await giveBack(({ counts }) => counts !== undefined && counts !== failed);
  }
};
