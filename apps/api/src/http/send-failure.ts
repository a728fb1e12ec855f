import { type Failure, failures, toProblem } from '@parley/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The one shape of every "no". */
export const sendFailure = (request: FastifyRequest, reply: FastifyReply, failure: Failure): void => {
  const { status } = failures[failure.code];
  if (status === 503) void reply.header('retry-after', '2');
  void reply
    .status(status)
    .header('cache-control', 'no-store')
    .header('x-request-id', request.id)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(toProblem(failure, request.id));
};
