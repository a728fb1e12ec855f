import { type Token, type TokenId, toId, toUuid } from '@parley/contract';
import { IsNull } from 'typeorm';
import type { TenantScope } from '../doors/transaction.ts';
import { type TokenRow, tokenTable } from './token-row.ts';

/** Null for a token that was revoked, too. */
export const holdToken = async (scope: TenantScope, id: TokenId): Promise<Token | null> => {
  const row = await holdTokenRow(scope, id);
  return row && toToken(row);
};

/** The row of a standing token, locked: two changes of one token take turns. */
export const holdTokenRow = ({ em, tenantUuid }: TenantScope, id: TokenId): Promise<TokenRow | null> =>
  em.findOne(tokenTable, {
    where: { tenant_id: tenantUuid, id: toUuid(id), revoked_at: IsNull() },
    lock: { mode: 'pessimistic_write' },
  });

export const toToken = (row: TokenRow): Token => ({
  id: toId('tok', row.id),
  name: row.name,
  network: row.network,
  hint: row.hint,
  scopes: row.scopes,
  ...row.policy,
  expires_at: row.expires_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  regenerated_at: row.regenerated_at?.toISOString() ?? null,
});
