import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Who waits for an answer that may take long: how they would like it, and whether they are still there. */
export type Listener = {
  wantsStream: boolean;
  /** What they heard last, of a stream that broke off. */
  lastEventId: string | undefined;
  /** Aborted once nobody waits any more: the answer has ended, or whoever asked has left. */
  gone: AbortSignal;
};

export const Listener = createParamDecorator((_: unknown, context): Listener => listenerIn(context));

export const listenerIn = (context: ExecutionContext): Listener => {
  const http = context.switchToHttp();
  return listenerOf(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
};

const listenerOf = (request: FastifyRequest, reply: FastifyReply): Listener => {
  const { headers } = request;
  const lastEventId = headers['last-event-id'];
  return {
    wantsStream: /\btext\/event-stream\b/i.test(headers.accept ?? ''),
    lastEventId: typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined,
    gone: goneOf(request, reply).signal,
  };
};

/** Whether the handler of this request has asked for its listener: it may keep them waiting. */
export const hasListener = (request: FastifyRequest): boolean => leaving.has(request);

/** Has the listener taken for gone: what is told to them ends. */
export const letGo = (request: FastifyRequest): void => leaving.get(request)?.abort();

const leaving = new WeakMap<FastifyRequest, AbortController>();

const goneOf = (request: FastifyRequest, reply: FastifyReply): AbortController => {
  const known = leaving.get(request);
  if (known !== undefined) return known;
  const controller = new AbortController();
  leaving.set(request, controller);
  // Of the answer: that of the request comes as soon as its body has been read.
  reply.raw.once('close', () => controller.abort());
  if (reply.raw.destroyed) controller.abort();
  return controller;
};
