import { type Network, type Policy, type Scope, type TokenId, toUuid } from '@parley/contract';
import type { Prepared, TenantScope } from '../doors/transaction.ts';
import { isKept, type Presented } from '../secrets/secret.ts';
import type { TokenRow } from './token-row.ts';

/** What a good token gives its bearer. Whoever remembers it must ask again once it expires. */
export type GoodToken = {
  tokenId: TokenId;
  network: Network;
  scopes: Scope[];
  policy: Policy;
  expiresAt: Date | null;
  /** The plan's words, not the token's. */
  apiAccess: boolean;
  requestsPerMinute: number;
};

/**
 * Who a token speaks for; that it was used is noted once a minute. Null for every token that is not good: unknown,
 * another tenant's, wrong secret, revoked, expired. All of them take one read and the same steps, so that an answer's
 * time tells nothing either.
 */
export const verifyToken = async (
  { sql, tenantUuid }: TenantScope,
  presented: Presented<'live' | 'test'>,
): Promise<GoodToken | null> => {
  const key = [tenantUuid, toUuid(presented.id)];
  const [row] = await sql<VerifyRow>(selectForVerify, key);
  const isGood = isKept(presented, row?.hash);
  if (!row || !isGood || row.is_over) return null;
  if (row.is_used_anew) await sql(noteUse, key);
  return {
    tokenId: presented.id,
    network: row.network,
    scopes: row.scopes,
    policy: row.policy,
    expiresAt: row.expires_at,
    apiAccess: row.api_access,
    requestsPerMinute: row.requests_per_minute,
  };
};

const isUsedAnew = `coalesce(last_used_at < now() - interval '1 minute', true)`;

/** Asks again whether it is time: of several processes that saw so at once, one notes it. */
const noteUse = `update tokens set last_used_at = now() where tenant_id = $1 and id = $2 and ${isUsedAnew}`;

const selectForVerify: Prepared = {
  name: 'verify token',
  text: `select hash, network, scopes, policy, expires_at, api_access, requests_per_minute,
      revoked_at is not null or coalesce(expires_at <= now(), false) as is_over,
      ${isUsedAnew} as is_used_anew
    from tokens join tenants on tenants.id = tenant_id join plans on plans.id = plan_id
    where tenant_id = $1 and tokens.id = $2`,
};

type VerifyRow = Pick<TokenRow, 'hash' | 'network' | 'scopes' | 'policy' | 'expires_at'> & {
  api_access: boolean;
  requests_per_minute: number;
  is_over: boolean;
  is_used_anew: boolean;
};
