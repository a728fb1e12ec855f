import { no, type Result, type TokenId, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { mintSecret } from '../secrets/secret.ts';
import type { ClearToken } from './create-token.ts';
import { holdTokenRow, toToken } from './token.ts';
import { tokenTable } from './token-row.ts';

/** Gives a standing token another secret; the old one is worth nothing from the commit on. */
export const regenerateToken = async (
  scope: CallerScope,
  id: TokenId,
): Promise<Result<ClearToken, 'token_not_found'>> => {
  const { sql, em, tenantUuid, author } = scope;
  const row = await holdTokenRow(scope, id);
  if (!row) return no('token_not_found');
  const { clear, hash } = mintSecret(row.network === 'live' ? 'live' : 'test', id);
  const regenerated = { ...row, hash, regenerated_at: new Date() };
  await em.update(
    tokenTable,
    { tenant_id: tenantUuid, id: toUuid(id) },
    { hash, regenerated_at: regenerated.regenerated_at },
  );
  await tell(sql, author, { action: 'token.regenerated', data: { token: id } });
  return yes({ token: toToken(regenerated), clear });
};
