import { type TenantId, toUuid } from '@parley/contract';
import type { Sql } from '../doors/transaction.ts';
import { lockName } from './lock-name.ts';

/** Deletes a tenant with every row that belongs to it, and keeps its name from everybody else. */
export const deleteTenant = async (sql: Sql, { id, name }: { id: TenantId; name: string }): Promise<boolean> => {
  await lockName(sql, name);
  const deleted = await sql('delete from tenants where id = $1 and name = $2 returning id', [toUuid(id), name]);
  if (deleted.length === 0) return false;
  await sql('insert into released_names (name) values ($1)', [name]);
  return true;
};
