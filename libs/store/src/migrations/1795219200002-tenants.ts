// Why: a tenant is a customer's space; every other row belongs to one.
// Locks: plans, against writes, for a moment. Code before it: still runs.
//
// A tenant reads itself and changes its time zone. The installation's door finds a tenant by its name and
// writes new ones; which use needs which policy stands in doors/installation-door.ts.
import { migration } from './migration.ts';

export const tenants = migration(
  'tenants-1795219200002',
  `
  create table tenants (
    id uuid constraint tenants_pkey primary key,
    name text not null constraint tenants_name_key unique,
    plan_id text not null constraint tenants_plan_id_fkey references plans (id),
    time_zone text not null default 'UTC',
    created_at timestamptz not null default now()
  );
  alter table tenants enable row level security, force row level security;

  create policy tenant on tenants to parley_app
    using (id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (id = nullif(current_setting('app.tenant_id', true), '')::uuid);
  grant select, update (time_zone) on tenants to parley_app;

  create policy installation_finds on tenants for select to parley_installation using (true);
  create policy installation_creates on tenants for insert to parley_installation with check (true);
  grant select (id, name, plan_id), insert (id, name, plan_id, time_zone) on tenants to parley_installation;
  `,
);
