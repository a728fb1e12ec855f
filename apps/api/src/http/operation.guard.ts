import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TENANT_ADDRESS, TOKEN_VERIFIER } from '../providers.ts';
import type { TokenVerifier } from '../tokens/verify-token.ts';
import { rememberCaller } from './caller.ts';
import { operationAt } from './operation.ts';
import { refuse } from './refuse.ts';
import type { TenantAddress } from './tenant-address.ts';

/** The one guard: who is asking, and may they ask this? What is no operation (health, documents) is public. */
@Injectable()
export class OperationGuard implements CanActivate {
  constructor(
    @Inject(TENANT_ADDRESS) private readonly address: TenantAddress,
    @Inject(TOKEN_VERIFIER) private readonly verify: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = operationAt(context);
    if (!operation) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    // A token travels in headers that shared caches do not know: nothing in between may keep an answer.
    void http.getResponse<FastifyReply>().header('cache-control', 'no-store');
    const tenant = this.address.tenantOf(request.raw);
    if (tenant === undefined) return refuse({ code: 'not_found' });
    const token = tokenIn(request.headers);
    if (token === undefined) {
      const isDashboard = request.headers['x-parley-dashboard'] === '1';
      return refuse({ code: isDashboard ? 'login_required' : 'token_missing' });
    }
    const verified = await this.verify(tenant.name, token);
    if (!verified.ok) return refuse(verified.failure);
    const { scope } = operation;
    if (scope !== null && !verified.value.scopes.includes(scope)) {
      return refuse({ code: 'scope_missing', errors: { scope: [scope] } });
    }
    rememberCaller(request, verified.value);
    return true;
  }
}

/** The three headers a token may travel in; never a query string, never a body. */
const tokenIn = (headers: FastifyRequest['headers']): string | undefined => {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const given = [headers['access-token'], bearer, headers['x-api-key']];
  return given.find((value): value is string => typeof value === 'string' && value !== '');
};
