import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { isWrite, type Operation, reachesByScopes } from '@parley/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IDENTIFY, TENANT_ADDRESS } from '../providers.ts';
import { policyFaults } from '../callers/policy.ts';
import { type Caller, rememberCaller } from '../callers/caller.ts';
import type { Identify } from '../callers/identify.ts';
import { operationAt } from './operation.ts';
import { requireOwnPage } from '../callers/own-page.ts';
import { refuse } from './refuse.ts';
import type { TenantAddress } from './tenant-address.ts';
import { rememberVisitor, type Visitor } from '../callers/visitor.ts';

type Asked = { operation: Operation; request: FastifyRequest; reply: FastifyReply };

/** The one guard: who is asking, and may they ask this? What is no operation (health, documents) is public. */
@Injectable()
export class OperationGuard implements CanActivate {
  private readonly admitted = new WeakSet<FastifyRequest>();

  constructor(
    @Inject(TENANT_ADDRESS) private readonly address: TenantAddress,
    @Inject(IDENTIFY) private readonly identify: Identify,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = operationAt(context);
    if (!operation) return true;
    const http = context.switchToHttp();
    await this.admit({ operation, request: http.getRequest(), reply: http.getResponse() });
    return true;
  }

  /** Once for each request: one that has a large body is held up before that is read. */
  async admit({ operation, request, reply }: Asked): Promise<void> {
    if (this.admitted.has(request)) return;
    // A token travels in headers that shared caches do not know: nothing in between may keep an answer.
    void reply.header('cache-control', 'no-store');

    const tenant = this.address.tenantOf(request.raw) ?? null;
    if ((tenant === null) !== (operation.http.isOnBareHost === true)) return refuse({ code: 'not_found' });
    const visitor: Visitor = { tenant, address: request.ip, requestId: request.id };
    rememberVisitor(request, visitor);
    if (operation.caller === 'visitor') {
      requireOwnPage(request, tenant?.origin ?? this.address.bareOrigin);
      return;
    }
    if (tenant === null) return refuse({ code: 'not_found' });
    const caller = await this.identify({ request, reply, visitor, tenant });
    authorize(operation, caller);
    rememberCaller(request, caller);
    this.admitted.add(request);
  }
}

const authorize = (operation: Operation, caller: Caller): void => {
  if (operation.caller === 'login' && caller.by.kind !== 'member') refuse({ code: 'login_required' });
  const { scope } = operation;
  if (scope !== null && reachesByScopes(operation, caller.scopes) === 'none')
    refuse({ code: 'scope_missing', errors: { scope: [scope] } });
  const faults = policyFaults(caller.policy, { address: caller.address, isWrite: isWrite(operation) });
  if (faults.length > 0) refuse({ code: 'scope_missing', errors: { policy: faults } });
};
