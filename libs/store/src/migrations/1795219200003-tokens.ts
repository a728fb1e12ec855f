// Why: programs and AI clients authenticate with tokens, of which we keep only hashes.
// Locks: tenants, against writes, for a moment. Code before it: still runs.
//
// A token is never deleted and never given other rights: it is revoked, and a new one is made.
import { migration } from './migration.ts';

export const tokens = migration(
  'tokens-1795219200003',
  `
  create table tokens (
    tenant_id uuid not null constraint tokens_tenant_id_fkey references tenants (id) on delete cascade,
    id uuid not null,
    name text not null,
    network text not null constraint tokens_network_check check (network in ('live', 'sandbox')),
    hash bytea not null,
    hint text not null,
    scopes text[] not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    created_at timestamptz not null default now(),
    constraint tokens_pkey primary key (tenant_id, id)
  );
  alter table tokens enable row level security, force row level security;

  create policy tenant on tokens to parley_app
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
  grant select, insert, update (revoked_at, last_used_at) on tokens to parley_app;
  `,
);
