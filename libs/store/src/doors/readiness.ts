import { migrationNames } from '../migrations/migrations.ts';
import type { Role } from '../roles/role-url.ts';
import { StoreUnavailable } from './store-unavailable.ts';
import type { Sql } from './transaction.ts';

/** Throws the plain reason why a door may not serve, if there is one. Anybody may read it: it names nobody. */
export const checkReady = async (sql: Sql, role: Role): Promise<void> => {
  const reason = (await roleFault(sql, role)) ?? (await migrationFault(sql));
  if (reason) throw new StoreUnavailable(reason);
};

const roleFault = async (sql: Sql, role: Role): Promise<string | undefined> => {
  const [user] = await sql<{ name: string; is_powerful: boolean; owns: boolean }>(
    `select rolname as name, rolsuper or rolbypassrls as is_powerful,
       exists (select from pg_class where relowner = pg_roles.oid) as owns
     from pg_roles where rolname = current_user`,
  );
  if (user?.name !== role) return 'connected by another role than this door is for';
  if (user.is_powerful || user.owns) return 'its role is not bound by row-level security';
  return undefined;
};

const migrationFault = async (sql: Sql): Promise<string | undefined> => {
  // Null where there is no such table, false where no migration has let us read it yet.
  const [table] = await sql<{ is_readable: boolean | null }>(
    `select has_table_privilege(to_regclass('migrations'), 'select') as is_readable`,
  );
  const applied = table?.is_readable ? await sql<{ name: string }>('select name from migrations') : [];
  const names = new Set(applied.map(({ name }) => name));
  const pending = migrationNames.filter((name) => !names.has(name));
  return pending.length > 0 ? `migrations are pending: ${pending.join(', ')}` : undefined;
};
