import type { Client } from 'pg';
import { roles } from '../src/roles/role-url.ts';

/** A table of tenants' rows, and what is needed to try something on it. */
export type Table = {
  name: string;
  /** The column that says whose a row is, and the one that tells rows apart. */
  tenant: string;
  key: string;
  /** What the application's role may write; where it may write nothing, any column, to be refused. */
  inserts: string[];
  updates: string;
  /** The column that refers to another row of the tenant, if there is one. */
  reference: string | null;
};

export type Attempt = { statement: string; holds: (outcome: Outcome, me: string) => boolean };

/** What a statement came to: the tenants whose rows it showed, the number of rows it touched, or its error. */
export type Outcome = string[] | number | { refused: string };

/** Runs a statement and says what it came to. It is whoever calls it, with no right of its own. */
export const createAttempt = `
  create function attempt(statement text) returns jsonb language plpgsql as $$
  declare shown record; seen text[] := '{}'; touched int;
  begin
    if statement like '% as tenant%' then
      for shown in execute statement loop seen := seen || shown.tenant::text; end loop;
      return to_jsonb(seen);
    end if;
    execute statement;
    get diagnostics touched = row_count;
    return to_jsonb(touched);
  exception when others then return jsonb_build_object('refused', sqlstate);
  end $$;
`;

export const describeTables = async (owner: Client): Promise<Table[]> => {
  const { rows } = await owner.query<Table>(`
    select name, tenant,
      case when 'id' = any (columns) then 'id' else tenant end as key,
      coalesce(inserts, columns) as inserts, coalesce(updates[1], columns[array_length(columns, 1)]) as updates,
      case when 'member_id' = any (columns) then 'member_id' end as reference
    from (
      select table_name::text as name, case table_name when 'tenants' then 'id' else 'tenant_id' end as tenant,
        array_agg(column_name::text order by ordinal_position) as columns,
        array_agg(column_name::text) filter (
          where has_column_privilege('${roles.tenant}', table_name, column_name, 'insert')) as inserts,
        array_agg(column_name::text) filter (
          where has_column_privilege('${roles.tenant}', table_name, column_name, 'update')) as updates
      from information_schema.columns
      where table_schema = 'public' and table_name not in ('plans', 'migrations', 'released_names', 'shards', 'installation_settings')
      group by table_name
    ) described order by name`);
  return rows;
};

type WayIn = (table: Table, who: { me: string; them: string; theirKey: string; theirMember: string }) => Attempt;

const reads: WayIn[] = [
  ({ name, tenant }, { them }) => nothing(`select ${tenant} as tenant from ${name} where ${tenant} = '${them}'`),
  ({ name, tenant, key }, { theirKey }) =>
    nothing(`select ${tenant} as tenant from ${name} where ${key} = '${theirKey}'`),
  ({ name, tenant }, { me, them }) =>
    onlyOwn(`select ${tenant} as tenant from ${name} where ${tenant} in ('${me}', '${them}')`),
  ({ name, tenant }, { them }) =>
    onlyOwn(`select ${tenant} as tenant from ${name} where true or ${tenant} = '${them}'`),
  ({ name, tenant }, { me }) => nothing(`select ${tenant} as tenant from ${name} where ${tenant} <> '${me}'`),
  ({ name, tenant }, { them }) =>
    nothing(`select x.${tenant} as tenant from tenants left join ${name} x on true where x.${tenant} = '${them}'`),
  ({ name, tenant }, { me, them }) =>
    nothing(
      `select y.${tenant} as tenant from ${name} x join ${name} y on y.${tenant} = '${them}' or y.${tenant} <> '${me}'`,
    ),
  ({ name, tenant }, { me }) =>
    nothing(`with a as (select ${tenant} as whose from ${name} union select id from tenants)
      select whose as tenant from a where whose <> '${me}'`),
  ({ name, tenant }, { them }) =>
    onlyOwn(
      `select ${tenant} as tenant from ${name} where not exists (select from ${name} z where z.${tenant} = '${them}')`,
    ),
  ({ name, tenant }) => onlyOwn(`select ${tenant} as tenant from ${name} group by ${tenant} having count(*) > 0`),
  ({ name, tenant }, { them }) =>
    nothing(`select ${tenant} as tenant from ${name} where ${tenant}::text like '${them.slice(0, 35)}%'`),
  ({ name, tenant }, { them }) =>
    nothing(`select ${tenant} as tenant from ${name} where ${tenant} = '${them}' for key share`),
  ({ name, tenant }, { them }) =>
    onlyOwn(
      `select t.id as tenant from tenants t where (select count(*) from ${name} where ${tenant} = '${them}') = 0`,
    ),
];

const writes: WayIn[] = [
  ({ name, tenant, updates }, { them }) =>
    nothing(`update ${name} set ${updates} = ${updates} where ${tenant} = '${them}'`),
  ({ name, tenant, key, updates }, { theirKey }) =>
    nothing(`update ${name} set ${updates} = ${updates} where ${key} = '${theirKey}' returning ${tenant} as tenant`),
  ({ name, tenant, updates }, { them }) =>
    nothing(
      `update ${name} x set ${updates} = x.${updates} from tenants y where x.${tenant} = '${them}' or y.id = '${them}'`,
    ),
  ({ name, tenant }, { me, them }) => nothing(`update ${name} set ${tenant} = '${them}' where ${tenant} = '${me}'`),
  ({ name, tenant }, { me, them }) => nothing(`update ${name} set ${tenant} = '${me}' where ${tenant} = '${them}'`),
  ({ name, tenant }, { them }) => nothing(`delete from ${name} where ${tenant} = '${them}'`),
  ({ name, tenant, key }, { theirKey }) =>
    nothing(`delete from ${name} where ${key} = '${theirKey}' returning ${tenant} as tenant`),
  ({ name, tenant }, { me, them }) =>
    nothing(`delete from ${name} x using ${name} y where x.${tenant} = '${them}' and y.${tenant} = '${me}'`),
  ({ name, tenant }, { them }) =>
    nothing(`with gone as (delete from ${name} where ${tenant} = '${them}' returning ${tenant} as whose)
      select whose as tenant from gone`),
  ({ name, tenant, updates }, { them }) =>
    nothing(
      `merge into ${name} x using tenants y on x.${tenant} = '${them}' when matched then update set ${updates} = x.${updates}`,
    ),
  ({ name }) => nothing(`truncate ${name}`),
  (table, { them, theirKey }) => refused(insert(table, { [table.key]: theirKey, [table.tenant]: them }), '42501'),
  (table, { them }) => refused(insert(table, { [table.key]: fresh, [table.tenant]: them }), '42501'),
  (table, { them, theirKey }) =>
    refused(`${insert(table, { [table.key]: theirKey, [table.tenant]: them })} on conflict do nothing`, '42501'),
  (table, { them, theirKey }) => {
    const { tenant, key, updates } = table;
    const keys = key === tenant ? key : `${tenant}, ${key}`;
    const upsert = `on conflict (${keys}) do update set ${updates} = excluded.${updates} returning ${table.name}.${tenant} as tenant`;
    return refused(`${insert(table, { [key]: theirKey, [tenant]: them })} ${upsert}`, '42501', '42P10');
  },
  (table, { me, them, theirMember }) => {
    const { tenant, key, reference } = table;
    if (reference === null) return refused(insert(table, { [key]: fresh, [tenant]: them }), '42501');
    return refused(insert(table, { [key]: fresh, [tenant]: me, [reference]: theirMember }), '23503');
  },
];

export const waysIn = [...reads, ...writes];

const fresh = 'gen_random_uuid()';

/** One of our own rows again, but for these fields. */
const insert = ({ name, inserts, tenant }: Table, fields: Record<string, string>): string => {
  const values = inserts.map((column) => {
    const value = fields[column];
    if (value === undefined) return column;
    return value === fresh ? fresh : `'${value}'`;
  });
  return `insert into ${name} (${inserts.join(', ')}) select ${values.join(', ')} from ${name} order by ${tenant} limit 1`;
};

/** Nothing of it is there to be seen or changed, or the role may not do it to any row. */
const nothing = (statement: string): Attempt => ({
  statement,
  holds: (outcome) => outcome === 0 || (Array.isArray(outcome) && outcome.length === 0) || isRefused(outcome, '42501'),
});

const onlyOwn = (statement: string): Attempt => ({
  statement,
  holds: (outcome, me) => Array.isArray(outcome) && outcome.length > 0 && outcome.every((tenant) => tenant === me),
});

const refused = (statement: string, ...codes: string[]): Attempt => ({
  statement,
  holds: (outcome) => isRefused(outcome, ...codes),
});

const isRefused = (outcome: Outcome, ...codes: string[]): boolean =>
  typeof outcome === 'object' && 'refused' in outcome && codes.includes(outcome.refused);
