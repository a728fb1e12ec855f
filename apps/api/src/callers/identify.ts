import { roleScopes } from '@parley/contract';
import type { Limit, Limiter } from '@parley/coordination';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readLoginCookie } from '../logins/login-cookie.ts';
import type { LoginVerifier } from '../logins/verify-login.ts';
import { tokenIn } from '../tokens/token-in.ts';
import type { TokenVerifier } from '../tokens/verify-token.ts';
import type { Caller } from './caller.ts';
import { addressBucket, requestsBucket } from './buckets.ts';
import { limits, requestsOf } from './limits.ts';
import { requireOwnPageSaid } from './own-page.ts';
import { refuse } from '../http/refuse.ts';
import type { NamedTenant } from '../http/tenant-address.ts';
import type { Visitor } from './visitor.ts';

type Deps = { verifyToken: TokenVerifier; verifyLogin: LoginVerifier; limiter: Limiter };
type Request = { request: FastifyRequest; reply: FastifyReply; visitor: Visitor; tenant: NamedTenant };

export type Identify = (request: Request) => Promise<Caller>;

/**
 * Who is asking? Whoever shows nothing that lets them in, or something that does not, is counted by address, before
 * anything is looked up. Whoever is let in is counted by what they showed.
 */
export const createIdentify = ({ verifyToken, verifyLogin, limiter }: Deps): Identify => {
  const identify: Identify = (asked) => {
    const token = tokenIn(asked.request);
    if (token !== undefined) return byToken(asked, token);
    if (isDashboard(asked.request.headers)) return byLogin(asked);
    return byNothing(asked);
  };

  const byToken = async ({ reply, visitor, tenant }: Request, clear: string): Promise<Caller> => {
    const stranger = strangerAt(visitor);
    const verified = await verifyToken(tenant.name, clear, stranger.count);
    if (verified === null) return refuse({ code: 'token_invalid' });
    await stranger.forget();
    const { tenantId, tokenId, network, expiresAt, scopes, policy, requestsPerMinute, apiAccess } = verified;
    await takeRequest(reply, requestsBucket(tenantId, tokenId), requestsOf(requestsPerMinute));
    if (!apiAccess) return refuse({ code: 'api_access_missing' });
    return {
      tenantId,
      by: { kind: 'token', id: tokenId, network, expiresAt },
      scopes,
      policy,
      ...from(visitor, tenant),
    };
  };

  const byLogin = async ({ request, reply, visitor, tenant }: Request): Promise<Caller> => {
    const clear = readLoginCookie(request, tenant);
    if (clear === undefined) return refuse({ code: 'login_required' });
    requireOwnPageSaid(request, tenant.origin);
    const stranger = strangerAt(visitor);
    const login = await verifyLogin(tenant.name, clear, stranger.count);
    if (login === null) return refuse({ code: 'login_required' });
    await stranger.forget();
    const { tenantId, memberId, loginId, role } = login;
    await takeRequest(reply, requestsBucket(tenantId, loginId), limits.loginRequests);
    const by = { kind: 'member', id: memberId, loginId } as const;
    return { tenantId, by, scopes: roleScopes[role], policy: null, ...from(visitor, tenant) };
  };

  const byNothing = async ({ request, visitor }: Request): Promise<Caller> => {
    // What a browser asks for somebody else's page is not held against everybody behind the same address.
    const site = request.headers['sec-fetch-site'];
    const isForeignPage = site === 'cross-site' || site === 'same-site';
    if (!isForeignPage) await strangerAt(visitor).count();
    return refuse({ code: 'token_missing' });
  };

  /** Counted before it is known whether they are one, so that many at once are no way around; then forgotten. */
  const strangerAt = (visitor: Visitor) => {
    let bucket: string | null = null;
    return {
      count: async () => {
        bucket = addressBucket(visitor, 'strangers');
        const { isAllowed, retryAfterMs } = await limiter.take(bucket, limits.strangers);
        if (!isAllowed) refuse({ code: 'rate_limited', retryAfterMs });
      },
      forget: async () => {
        if (bucket !== null) await limiter.giveBack(bucket, limits.strangers);
      },
    };
  };

  /** Every answer to a caller says what is left (draft-ietf-httpapi-ratelimit-headers). */
  const takeRequest = async (reply: FastifyReply, bucket: string, limit: Limit): Promise<void> => {
    const { isAllowed, remaining, fullInMs, retryAfterMs } = await limiter.take(bucket, limit);
    void reply.header('ratelimit-policy', `"requests";q=${limit.capacity};w=${limit.perMs / 1_000}`);
    void reply.header('ratelimit', `"requests";r=${remaining};t=${Math.ceil(fullInMs / 1_000)}`);
    if (!isAllowed) refuse({ code: 'rate_limited', retryAfterMs });
  };

  return identify;
};

/** Only the dashboard's own calls go by the cookie: no link and no form can set this header. */
export const isDashboard = (headers: FastifyRequest['headers']): boolean => headers['x-parley-dashboard'] === '1';

const from = ({ address, requestId }: Visitor, at: NamedTenant) => ({ at, address, requestId });
