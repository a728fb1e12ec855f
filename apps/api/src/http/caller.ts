import { createParamDecorator } from '@nestjs/common';
import type { Scope, TenantId, TokenId } from '@parley/contract';
import type { FastifyRequest } from 'fastify';

/** Who is asking. Made by the guard, and the only thing a handler learns about its request. */
export type Caller = { tenantId: TenantId; tokenId: TokenId; scopes: readonly Scope[] };

export const Caller = createParamDecorator((_: unknown, context): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller) throw new Error('A handler asks for its caller, but is no operation.');
  return caller;
});

export const rememberCaller = (request: FastifyRequest, caller: Caller): void => {
  callers.set(request, caller);
};

const callers = new WeakMap<FastifyRequest, Caller>();
