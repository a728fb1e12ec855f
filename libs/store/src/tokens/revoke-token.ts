import { no, type Result, type Token, type TokenId, toUuid, yes } from '@parley/contract';
import { tell } from '../audit/tell.ts';
import type { CallerScope } from '../doors/transaction.ts';
import { holdTokenRow, toToken } from './token.ts';
import { tokenTable } from './token-row.ts';

/** Ends a standing token for ever. Its row stays, since records name it. */
export const revokeToken = async (scope: CallerScope, id: TokenId): Promise<Result<Token, 'token_not_found'>> => {
  const { sql, em, tenantUuid, author } = scope;
  const row = await holdTokenRow(scope, id);
  if (!row) return no('token_not_found');
  await em.update(tokenTable, { tenant_id: tenantUuid, id: toUuid(id) }, { revoked_at: () => 'now()' });
  await tell(sql, author, { action: 'token.revoked', data: { token: id } });
  return yes(toToken(row));
};
