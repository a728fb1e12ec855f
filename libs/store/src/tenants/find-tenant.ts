import { type TenantId, toId } from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';

/** Of a tenant, a name gives away its id and nothing else. */
export const findTenantByName = async (sql: Sql, name: string): Promise<{ id: TenantId } | null> => {
  const [row] = await sql<{ id: string }>('select id from tenants where name = $1', [name]);
  return row ? { id: toId('ten', row.id) } : null;
};
