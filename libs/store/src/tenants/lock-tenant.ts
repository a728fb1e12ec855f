import type { Sql } from '../doors/transaction.ts';

/** Makes changes to one tenant that must not happen at once take turns. */
export const lockTenant = async (sql: Sql, tenantUuid: string): Promise<void> => {
  await sql('select from tenants where id = $1 for no key update', [tenantUuid]);
};
