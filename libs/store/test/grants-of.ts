import type { Client } from 'pg';

/** The rights of the role that a connection is of, sorted. Where one is for some columns only, they are named. */
export const grantsOf = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query<{ granted: string }>(
    `select privilege_type || ' ' || table_name as granted from information_schema.table_privileges
     where grantee = current_user
     union all
     select c.privilege_type || ' ' || table_name || ': ' || string_agg(column_name, ', ' order by column_name)
     from information_schema.column_privileges c
     left join information_schema.table_privileges t using (grantee, table_name, privilege_type)
     where grantee = current_user and t.privilege_type is null
     group by c.privilege_type, table_name`,
  );
  return rows.map(({ granted }) => granted).toSorted();
};
