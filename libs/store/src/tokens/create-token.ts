import { type Scope, toUuid } from '@parley/contract';
import type { TenantScope } from '../doors/transaction.ts';
import { addEvent } from '../events/add-event.ts';
import { tokenTable } from './token-row.ts';
import { type TokenNetwork, mintToken } from './token-secret.ts';
import { type Token, toToken } from './token.ts';

export type NewToken = { name: string; network: TokenNetwork; scopes: Scope[]; expiresAt?: Date | null };

/** `clear` is the token itself. Nobody can be shown it a second time. */
export type CreatedToken = { token: Token; clear: string };

export const createToken = async (
  { sql, em, tenantUuid }: TenantScope,
  { name, network, scopes, expiresAt = null }: NewToken,
): Promise<CreatedToken> => {
  const { id, clear, hash, hint } = mintToken(network);
  const row = { tenant_id: tenantUuid, id: toUuid(id), name, network, hash, hint, scopes, expires_at: expiresAt };
  await em.insert(tokenTable, row);
  await addEvent(sql, tenantUuid, { type: 'token.created', data: { token: id } });
  const written = await em.findOneByOrFail(tokenTable, { tenant_id: row.tenant_id, id: row.id });
  return { token: toToken(written), clear };
};
