import { type InputOf, type ResultOf, type listTokens as operation, yes } from '@parley/contract';
import { newestFirst, toPage } from '../cursor.ts';
import type { TenantScope } from '../doors/transaction.ts';
import type { TokenRow } from './token-row.ts';
import { toToken } from './token.ts';

/** The tokens that stand, newest first: ids sort as they were made. */
export const listTokens = async (
  { sql, tenantUuid }: TenantScope,
  { limit, cursor }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const before = newestFirst.start(cursor);
  if (!before.ok) return before;
  const rows = await sql<TokenRow>(
    `select * from tokens where tenant_id = $1 and revoked_at is null and id < $2 order by id desc limit $3`,
    [tenantUuid, before.value, limit + 1],
  );
  return yes(toPage(rows, { limit, cursor: newestFirst, toKey: ({ id }) => id, toItem: toToken }));
};
