import { createParamDecorator } from '@nestjs/common';
import type { TenantId } from '@parley/contract';
import type { Author } from '@parley/store';
import type { FastifyRequest } from 'fastify';
import type { NamedTenant } from '../http/tenant-address.ts';

/** Somebody of whom no more is known than where they come from and which tenant they named. */
export type Visitor = {
  /** Null on the bare host. */
  tenant: NamedTenant | null;
  address: string;
  requestId: string;
};

export const Visitor = createParamDecorator((_: unknown, context): Visitor =>
  visitorOf(context.switchToHttp().getRequest()),
);

export const visitorOf = (request: FastifyRequest): Visitor => {
  const visitor = visitors.get(request);
  if (!visitor) throw new Error('A handler asks for its visitor, but is no operation.');
  return visitor;
};

/** A visitor as the author of what they do; who they are is known only once they have done it. */
export const toAuthor = ({ address, requestId }: Visitor, tenantId: TenantId): Author => ({
  tenantId,
  by: { kind: 'visitor' },
  address,
  requestId,
});

export const rememberVisitor = (request: FastifyRequest, visitor: Visitor): void => {
  visitors.set(request, visitor);
};

const visitors = new WeakMap<FastifyRequest, Visitor>();

/** The tenant a visitor named; every operation but those of the bare host has one. */
export const tenantIn = ({ tenant }: Visitor): NamedTenant => {
  if (tenant === null) throw new Error('A handler of the bare host asks for a tenant.');
  return tenant;
};
