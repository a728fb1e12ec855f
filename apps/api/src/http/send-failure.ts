import { type Failure, failures, toProblem } from '@parley/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The one shape of every "no". */
export const sendFailure = (request: FastifyRequest, reply: FastifyReply, failure: Failure): void => {
  const { status } = failures[failure.code];
  const { retryAfterMs = status === 503 ? 2_000 : undefined } = failure;
  if (retryAfterMs !== undefined) void reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  void reply
    .status(status)
    .header('cache-control', 'no-store')
    .header('x-request-id', request.id)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(toProblem(failure, request.id));
};
