import type { Client } from 'pg';
import { z } from 'zod';

// A backup is lines of JSON, compressed: a header; a list for every thousand rows, of the table's name and the rows as
// Postgres itself writes them; and at the end, how many rows there were, by which a file that was cut off is known.

const table = z.object({ name: z.string().regex(/^[a-z_]+$/), columns: z.array(z.string()) });
export type Table = z.output<typeof table>;

export const header = z.object({
  parley: z.literal(1),
  masterKeyId: z.string(),
  migrations: z.array(z.string()),
  tables: z.array(table),
});
export type Header = z.output<typeof header>;

export const chunk = z.tuple([z.string()], z.string());
export const ending = z.object({ rows: z.number() });

/** What makes itself anew, or is worth nothing after a restore. */
const leftOut = ['migrations', 'device_keys', 'device_log'];

/** Every table that is backed up, each after those that it refers to. */
export const findTables = async (owner: Client): Promise<Table[]> => {
  const { rows } = await owner.query<Table & { refers: string[] }>(
    `select relname::text as name,
       (select array_agg(attname::text order by attnum) from pg_attribute
         where attrelid = pg_class.oid and attnum > 0 and not attisdropped) as columns,
       array(select confrelid::regclass::text from pg_constraint where conrelid = pg_class.oid and contype = 'f') as refers
     from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all($1) order by relname`,
    [leftOut],
  );
  const sorted: Table[] = [];
  const place = (name: string): void => {
    const found = rows.find((each) => each.name === name);
    if (found === undefined || sorted.some((each) => each.name === name)) return;
    for (const other of found.refers) if (other !== name) place(other);
    sorted.push({ name, columns: found.columns });
  };
  for (const { name } of rows) place(name);
  return sorted;
};

/** Row-level security binds even the owner, and would leave rows out without a word. */
export const seesEverything = async (owner: Client): Promise<boolean> => {
  const { rows } = await owner.query<{ sees: boolean }>(
    'select rolsuper or rolbypassrls as sees from pg_roles where rolname = current_user',
  );
  return rows[0]?.sees === true;
};

export const unseen =
  'The user of DATABASE_URL does not see every row: this needs one that is a superuser, or has BYPASSRLS.';
