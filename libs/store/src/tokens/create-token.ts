import { freePolicy, type Network, newId, type Policy, type Scope, type Token, toUuid } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { mintSecret } from '../secrets/secret.ts';
import { tokenTable } from './token-row.ts';
import { toToken } from './token.ts';

export type NewToken = {
  name: string;
  network: Network;
  scopes: readonly Scope[];
  policy?: Policy;
  expiresAt?: Date | null;
};

/** `clear` is the token itself. Nobody can be shown it a second time. */
export type ClearToken = { token: Token; clear: string };

export const createToken = async (
  { sql, em, tenantUuid, author }: CallerScope,
  { name, network, scopes, policy = freePolicy, expiresAt = null }: NewToken,
): Promise<ClearToken> => {
  const id = newId('tok');
  const { clear, hash, hint } = mintSecret(network === 'live' ? 'live' : 'test', id);
  const key = { tenant_id: tenantUuid, id: toUuid(id) };
  await em.insert(tokenTable, {
    ...key,
    name,
    network,
    hash,
    hint,
    scopes: [...scopes],
    policy,
    expires_at: expiresAt,
  });
  await tell(sql, author, { action: 'token.created', data: { token: id } });
  return { token: toToken(await em.findOneByOrFail(tokenTable, key)), clear };
};
