import { timingSafeEqual } from 'node:crypto';
import { type Scope, type TokenId, toUuid } from '@parley/contract';
import type { Prepared, TenantScope } from '../doors/transaction.ts';
import type { TokenRow } from './token-row.ts';
import type { PresentedToken, TokenNetwork } from './token-secret.ts';

/** What a good token gives its bearer. Whoever remembers it must ask again once it expires. */
export type TokenRights = {
  tokenId: TokenId;
  network: TokenNetwork;
  scopes: Scope[];
  expiresAt: Date | null;
  /** The plan's word, not the token's. */
  apiAccess: boolean;
};

/**
 * Null for every token that is not good: unknown, another tenant's, wrong secret, revoked, expired. All of
 * them take one read and the same steps, so that an answer's time tells nothing either.
 */
export const verifyToken = async (
  { sql, tenantUuid }: TenantScope,
  { id, hash }: PresentedToken,
): Promise<TokenRights | null> => {
  const [row] = await sql<VerifyRow>(selectForVerify, [tenantUuid, toUuid(id)]);
  const isSame = timingSafeEqual(hash, row?.hash ?? noHash);
  if (!row || !isSame || row.is_over) return null;
  return {
    tokenId: id,
    network: row.network,
    scopes: row.scopes,
    expiresAt: row.expires_at,
    apiAccess: row.api_access,
  };
};

const selectForVerify: Prepared = {
  name: 'verify token',
  text: `select hash, network, scopes, expires_at, api_access,
      revoked_at is not null or coalesce(expires_at <= now(), false) as is_over
    from tokens join tenants on tenants.id = tenant_id join plans on plans.id = plan_id
    where tenant_id = $1 and tokens.id = $2`,
};

type VerifyRow = Pick<TokenRow, 'hash' | 'network' | 'scopes' | 'expires_at'> & {
  api_access: boolean;
  is_over: boolean;
};

const noHash = Buffer.alloc(32);
