import type { Client } from 'pg';
import { installationPolicies } from '../src/doors/installation-door.ts';
import { roles } from '../src/roles/role-url.ts';

/** What is the same for every tenant. Any other table belongs to tenants, and is held to the rules below. */
const installationWide = ['plans', 'migrations', 'released_names', 'shards', 'installation_settings'];

/**
 * What even its own tenant cannot change any more, once it is so. The rule takes away from what the tenant's policy
 * gives, and holds only while nothing but these columns may be changed and no row be deleted.
 */
const finalRows = [
  { table: 'audit_records', policy: 'chained_once', changeable: '("position" IS NULL)', columns: ['hash', 'position'] },
  {
    table: 'tokens',
    policy: 'revoked_for_ever',
    changeable: '(revoked_at IS NULL)',
    columns: ['hash', 'last_used_at', 'regenerated_at', 'revoked_at'],
  },
];

/** Functions that run with their owner's rights. There are none, and each would need a reason here. */
const definerFunctions: string[] = [];

/** Walks the catalog for whatever would let one tenant see or touch another's rows. */
export const findCatalogFaults = async (owner: Client): Promise<string[]> => {
  await owner.query(views);
  const faults: string[] = [];
  for (const question of questions) {
    const { rows } = await owner.query<{ fault: string }>(question);
    faults.push(...rows.map(({ fault }) => fault));
  }
  return faults.toSorted();
};

const list = (words: Iterable<string>): string => `array[${[...words].map((word) => `'${word}'`).join(', ')}]::text[]`;

const views = `
  create or replace temp view our_schemas as
    select pg_namespace.oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema';

  create or replace temp view tenant_tables as
    select pg_class.oid, relname::text as name, relrowsecurity and relforcerowsecurity as is_forced, attnum as tenant_column,
      format('(%s = (NULLIF(current_setting(''app.tenant_id''::text, true), ''''::text))::uuid)', attname) as is_own
    from pg_class
    -- A tenant's own row is its tenant's by its id.
    left join pg_attribute on attrelid = pg_class.oid and attname = case relname when 'tenants' then 'id' else 'tenant_id' end
    where relkind in ('r', 'p', 'f') and relnamespace in (select oid from our_schemas)
      and relname <> all (${list(installationWide)});
`;

const questions = [
  `select name || ' has no tenant_id' as fault from tenant_tables where tenant_column is null`,

  // A primary key is there and holds the tenant's id; so does every other key, or a tenant could learn from a
  // conflict that another's row exists. Names of tenants are unique on purpose.
  `select name || ' has no primary key' as fault from tenant_tables
   where not exists (select from pg_index where indrelid = tenant_tables.oid and indisprimary)
   union all
   select indexrelid::regclass || ' is a key of ' || name || ' without its tenant_id'
   from tenant_tables join pg_index on indrelid = tenant_tables.oid
   where indisunique and not (tenant_column = any (indkey)) and indexrelid <> 'tenants_name_key'::regclass`,

  `select name || ' does not force row-level security' as fault from tenant_tables
   where not is_forced`,

  // Policies of one command add up: a second one can only widen what the first shows.
  `select name || ' has no policy that shows and takes a tenant''s own rows only' as fault from tenant_tables
   where not exists (
     select from pg_policies where tablename = name and roles = '{${roles.tenant}}' and cmd = 'ALL'
       and qual = is_own and with_check = is_own
   )
   union all
   select tablename || '.' || policyname || ' is one policy too many for ${roles.tenant}' from pg_policies
   join tenant_tables on name = tablename
   where roles && '{${roles.tenant}, public}' and permissive = 'PERMISSIVE'
     and (qual is distinct from is_own or with_check is distinct from is_own)`,

  ...finalRows.flatMap(({ table, policy, changeable, columns }) => [
    `select '${table}.${policy} does not keep what is final' as fault where not exists (
       select from pg_policies where tablename = '${table}' and policyname = '${policy}' and permissive = 'RESTRICTIVE'
         and cmd in ('ALL', 'UPDATE') and roles = '{${roles.tenant}}' and qual = '${changeable}'
     )`,
    `select '${roles.tenant} may change ${table}.' || attname || ', which is final' as fault from pg_attribute
     where attrelid = to_regclass('${table}') and attnum > 0 and not attisdropped and attname <> all (${list(columns)})
       and has_column_privilege('${roles.tenant}', attrelid, attnum, 'update')
     union all
     select '${roles.tenant} may delete ${table}, which are final'
     where has_table_privilege('${roles.tenant}', '${table}', 'delete, truncate')`,
  ]),

  `select conname || ' of ' || referrer.relname || ' may point to another tenant''s row' as fault
   from pg_constraint
   join pg_class referrer on referrer.oid = conrelid
   join tenant_tables target on target.oid = confrelid
   left join tenant_tables source on source.oid = conrelid
   where contype = 'f' and not exists (
     select from unnest(conkey, confkey) as pair (ours, theirs)
     where ours = source.tenant_column and theirs = target.tenant_column
   )`,

  `select relname || ' is a view that runs with its owner''s rights' as fault from pg_class
   where relnamespace in (select oid from our_schemas)
     and (relkind = 'm' or (relkind = 'v' and not coalesce(reloptions && '{security_invoker=true}', false)))`,

  `select proname || ' is a definer function that is not listed' as fault from pg_proc
   where prosecdef and pronamespace in (select oid from our_schemas) and proname <> all (${list(definerFunctions)})`,

  // Rights are given to a role by its name. What everybody has, both roles have.
  `select relname || ' is open to everybody' as fault from pg_class cross join aclexplode(relacl)
   where grantee = 0 and relnamespace in (select oid from our_schemas)`,

  `select rolname || ' is too powerful' as fault from pg_roles
   where rolname = any (${list(Object.values(roles))})
     and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
   union all
   select rolname || ' is a member of ' || roleid::regrole from pg_auth_members join pg_roles on pg_roles.oid = member
   where rolname = any (${list(Object.values(roles))})
   union all
   select rolname || ' owns something' from pg_shdepend join pg_roles on pg_roles.oid = refobjid
   where deptype = 'o' and dbid in (0, (select oid from pg_database where datname = current_database()))
     and rolname = any (${list(Object.values(roles))})`,

  `select coalesce(listed, found) || case when listed is null then ' is not listed by the installation''s door'
     else ' is listed by the installation''s door, but is not there' end as fault
   from unnest(${list(new Set(Object.values(installationPolicies).flat()))}) as listed
   full join (
     select tablename || '.' || policyname as found from pg_policies where roles && '{${roles.installation}, public}'
   ) policies on found = listed
   where listed is null or found is null`,
];
