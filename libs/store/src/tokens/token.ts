import { type Scope, type TokenId, toId, toUuid } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import { type TokenRow, tokenTable } from './token-row.ts';
import type { TokenNetwork } from './token-secret.ts';

/** A token without its secret, which we do not have. */
export type Token = {
  id: TokenId;
  name: string;
  network: TokenNetwork;
  hint: string;
  scopes: Scope[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
};

export const findToken = async ({ em, tenantUuid }: TenantScope, id: TokenId): Promise<Token | null> => {
  const row = await em.findOneBy(tokenTable, { tenant_id: tenantUuid, id: toUuid(id) });
  return row && toToken(row);
};

export const toToken = (row: TokenRow): Token => ({
  id: toId('tok', row.id),
  name: row.name,
  network: row.network,
  hint: row.hint,
  scopes: row.scopes,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
  createdAt: row.created_at,
});
