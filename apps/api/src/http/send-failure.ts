import { type Failure, failures, plainCodes, toCompatRefusal, toProblem } from '@parley/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { compatAskedBy } from './compat-asked-by.ts';

/** The one shape of every "no"; but who asks as a program for WhatsGate does is answered as that would. */
export const sendFailure = (request: FastifyRequest, reply: FastifyReply, failure: Failure): void => {
  const { status, type, body } = toRefusal(request, failure);
  const { retryAfterMs = status === 503 ? 2_000 : undefined } = failure;
  if (retryAfterMs !== undefined) void reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  void reply
    .status(status)
    .header('cache-control', 'no-store')
    .header('x-request-id', request.id)
    .header('content-type', `${type}; charset=utf-8`)
    .send(body);
};

const toRefusal = (request: FastifyRequest, failure: Failure): { status: number; type: string; body: object } => {
  const asked = plainCodes.includes(failure.code) ? null : compatAskedBy(request);
  if (asked !== null) return { type: 'application/json', ...toCompatRefusal(failure, asked.operation) };
  const { status } = failures[failure.code];
  return { status, type: 'application/problem+json', body: toProblem(failure, request.id) };
};
