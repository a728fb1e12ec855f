import { createParamDecorator } from '@nestjs/common';
import type { OpenedLogin } from '@parley/store';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NamedTenant } from '../http/tenant-address.ts';
import { tenantIn, visitorOf } from '../callers/visitor.ts';

// The cookie belongs to one host, is read by no script and goes with no request from another site. On the bare host
// its name carries the tenant, since all tenants share one origin there.

export const readLoginCookie = ({ headers }: FastifyRequest, tenant: NamedTenant): string | undefined =>
  parseCookie(headers.cookie ?? '')[nameOf(tenant)];

/** The cookie in the browser of whoever asks, at the tenant they ask; `at` names it where that is none. */
export type LoginCookie = {
  set(login: OpenedLogin, at?: NamedTenant): void;
  clear(): void;
};

export const LoginCookie = createParamDecorator((_: unknown, context): LoginCookie => {
  const http = context.switchToHttp();
  const reply = http.getResponse<FastifyReply>();
  const visitor = visitorOf(http.getRequest<FastifyRequest>());
  const write = (tenant: NamedTenant, value: string, expires: Date): void => {
    const secure = tenant.origin.startsWith('https:');
    const cookie = { name: nameOf(tenant), value, path: '/', expires, httpOnly: true, secure } as const;
    void reply.header('set-cookie', stringifySetCookie({ ...cookie, sameSite: 'strict' }));
  };
  return {
    set: ({ clear, expiresAt }, at = tenantIn(visitor)) => write(at, clear, expiresAt),
    clear: () => write(tenantIn(visitor), '', new Date(0)),
  };
});

/** Browsers hold a name that begins with `__Host-` to https, one host and the path `/`. */
const nameOf = ({ name, origin, path }: NamedTenant): string => {
  const prefix = origin.startsWith('https:') ? '__Host-parley' : 'parley';
  return path === '' ? prefix : `${prefix}-${name}`;
};
