// Why: a fact we tell the outside world is written in the transaction of the change it tells of.
// Locks: tenants, against writes, for a moment. Code before it: still runs.
//
// Events are never changed. The installation's door deletes those older than the tenant's plan keeps them,
// sees no other, and never their data; and it tells of a new tenant.
import { migration } from './migration.ts';

const isPastRetention = `
  at < now() - make_interval(days => (
    select plans.retention_days from tenants join plans on plans.id = tenants.plan_id where tenants.id = events.tenant_id
  ))`;

export const events = migration(
  'events-1795219200004',
  `
  create table events (
    tenant_id uuid not null constraint events_tenant_id_fkey references tenants (id) on delete cascade,
    id uuid not null,
    type text not null,
    data jsonb not null,
    at timestamptz not null default now(),
    constraint events_pkey primary key (tenant_id, id)
  );
  create index events_at_idx on events (tenant_id, at);
  alter table events enable row level security, force row level security;

  create policy tenant on events to parley_app
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
  grant select, insert on events to parley_app;

  create policy installation_tells_of_tenants on events for insert to parley_installation
    with check (type = 'tenant.created');
  create policy installation_sees_old on events for select to parley_installation using (${isPastRetention});
  create policy installation_prunes_old on events for delete to parley_installation using (${isPastRetention});
  grant select (tenant_id, id, at), insert (tenant_id, id, type, data), delete on events to parley_installation;
  `,
);
