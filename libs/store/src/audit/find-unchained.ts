import { type TenantId, toId } from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';

/** The tenants that have records without a place in their chain. Asks the index once for each, however many there are. */
export const findUnchained = async (sql: Sql): Promise<TenantId[]> => {
  const rows = await sql<{ tenant_id: string }>(
    `with recursive unchained as (
       (select tenant_id from audit_records where position is null order by tenant_id limit 1)
       union all
       select (select next.tenant_id from audit_records next
               where next.position is null and next.tenant_id > unchained.tenant_id order by next.tenant_id limit 1)
       from unchained where tenant_id is not null
     )
     select tenant_id from unchained where tenant_id is not null`,
  );
  return rows.map(({ tenant_id }) => toId('ten', tenant_id));
};
