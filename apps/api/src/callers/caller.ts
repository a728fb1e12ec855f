import { createParamDecorator } from '@nestjs/common';
import type { LoginId, MemberId, Network, Policy, Scope, TenantId, TokenId } from '@parley/contract';
import type { FastifyRequest } from 'fastify';
import type { NamedTenant } from '../http/tenant-address.ts';

/** Who is asking. Made by the guard, and with the visitor the only thing a handler learns about its request. */
export type Caller = {
  tenantId: TenantId;
  /** The address under which they asked for their tenant: what we mail them leads there. */
  at: NamedTenant;
  by: { kind: 'token'; id: TokenId; network: Network; expiresAt: Date | null } | Login;
  scopes: readonly Scope[];
  /** What a token is narrowed to; null for a member, who is narrowed by nothing but a role. */
  policy: Policy | null;
  address: string;
  requestId: string;
};

/** A member by one of their logins. */
type Login = { kind: 'member'; id: MemberId; loginId: LoginId };

export type LoginCaller = Caller & { by: Login };

export const Caller = createParamDecorator((_: unknown, context): Caller =>
  callerOf(context.switchToHttp().getRequest()),
);

/** The caller of an operation that only a member may ask who is logged in. */
export const LoginCaller = createParamDecorator((_: unknown, context): LoginCaller => {
  const { by, ...caller } = callerOf(context.switchToHttp().getRequest());
  if (by.kind !== 'member') throw new Error('A handler asks for a login, but its operation lets tokens in.');
  return { ...caller, by };
});

export const rememberCaller = (request: FastifyRequest, caller: Caller): void => {
  callers.set(request, caller);
};

/** Null where there is none: an operation for everybody has visitors instead. */
export const callerIn = (request: FastifyRequest): Caller | null => callers.get(request) ?? null;

export const callerOf = (request: FastifyRequest): Caller => {
  const caller = callers.get(request);
  if (!caller) throw new Error('A handler asks for its caller, but is no operation that has one.');
  return caller;
};

const callers = new WeakMap<FastifyRequest, Caller>();
