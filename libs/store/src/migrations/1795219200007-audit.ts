// Why: what was done and by whom is written in the transaction that does it, and can be shown to be unchanged.
// Locks: tenants, against writes, for a moment. Code before it: still runs.
//
// A record is never changed and never deleted but with its tenant. It is given its place in its tenant's chain
// once, by a step in the background, so that no write waits for another; after that Postgres lets nobody touch
// it. The head says where the chain ends, by which a missing end is found.
import { migration, ofTenant } from './migration.ts';

export const audit = migration(
  'audit-1795219200007',
  `
  create table audit_records (
    tenant_id uuid not null constraint audit_records_tenant_id_fkey references tenants (id) on delete cascade,
    id uuid not null,
    at timestamptz not null default now(),
    action text not null,
    by_kind text not null constraint audit_records_by_kind_check check (by_kind in ('token', 'member', 'installation', 'visitor')),
    by_id uuid,
    data jsonb not null,
    address text,
    request_id text,
    position bigint,
    hash bytea,
    constraint audit_records_pkey primary key (tenant_id, id),
    constraint audit_records_position_key unique (tenant_id, position),
    constraint audit_records_hash_check check ((position is null) = (hash is null))
  );
  create index audit_records_unchained_idx on audit_records (tenant_id, at, id) where position is null;
  create index audit_records_action_idx on audit_records (tenant_id, action, id);
  create index audit_records_by_idx on audit_records (tenant_id, by_id, id);
  ${ofTenant('audit_records')}
  create policy chained_once on audit_records as restrictive for update to parley_app
    using (position is null) with check (true);
  grant select, insert (tenant_id, id, action, by_kind, by_id, data, address, request_id),
    update (position, hash) on audit_records to parley_app;

  create policy installation_finds_unchained on audit_records for select to parley_installation using (position is null);
  create policy installation_records on audit_records for insert to parley_installation
    with check (action in ('tenant.created', 'tenant.plan_changed'));
  grant select (tenant_id, position), insert (tenant_id, id, action, by_kind, by_id, data, address, request_id)
    on audit_records to parley_installation;

  create table audit_heads (
    tenant_id uuid constraint audit_heads_pkey primary key
      constraint audit_heads_tenant_id_fkey references tenants (id) on delete cascade,
    position bigint not null,
    hash bytea not null
  );
  ${ofTenant('audit_heads')}
  grant select, insert, update (position, hash) on audit_heads to parley_app;
  `,
);
