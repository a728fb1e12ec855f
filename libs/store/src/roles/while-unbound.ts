import type { Client } from 'pg';

/** Row-level security binds even the owner. It does not in `work`, which is part of a transaction: until that ends nobody
 * else comes to these tables. */
export const whileUnbound = async <T>(owner: Client, tables: readonly string[], work: () => Promise<T>): Promise<T> => {
  const alter = (how: 'force' | 'no force') =>
    owner.query(tables.map((table) => `alter table ${table} ${how} row level security`).join('; '));
  await alter('no force');
  const result = await work();
  await alter('force');
  return result;
};
