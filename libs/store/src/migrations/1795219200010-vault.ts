// Why: a device's credentials and Signal keys are kept here, sealed, and a log of what passes on its connection.
// Locks: nothing that is in use. Code before it: still runs.
//
// A session sees and writes the keys of its own device, and of no other even of its own tenant.
import { migration, ofTenant } from './migration.ts';

const ownDevice = `device_id = nullif(current_setting('app.device_id', true), '')::uuid`;

export const vault = migration(
  'vault-1795219200010',
  `
  create table tenant_keys (
    tenant_id uuid constraint tenant_keys_pkey primary key
      constraint tenant_keys_tenant_id_fkey references tenants (id) on delete cascade,
    wrapped bytea not null,
    master_key_id text not null,
    created_at timestamptz not null default now()
  );
  ${ofTenant('tenant_keys')}
  grant select, insert (tenant_id, wrapped, master_key_id) on tenant_keys to parley_app;

  create table device_keys (
    tenant_id uuid not null,
    device_id uuid not null,
    kind text not null,
    id text not null,
    sealed bytea not null,
    expires_at timestamptz,
    constraint device_keys_pkey primary key (tenant_id, device_id, kind, id),
    constraint device_keys_device_fkey foreign key (tenant_id, device_id) references devices (tenant_id, id) on delete cascade
  );
  create index device_keys_expires_idx on device_keys (expires_at) where expires_at is not null;
  ${ofTenant('device_keys')}
  create policy own_device on device_keys as restrictive to parley_app using (${ownDevice}) with check (${ownDevice});
  grant select, insert, update (sealed, expires_at), delete on device_keys to parley_app;
  create trigger only_by_epoch before insert or update or delete on device_keys
    for each statement execute function require_epoch();

  create policy installation_sees_expired on device_keys for select to parley_installation using (expires_at < now());
  create policy installation_prunes_expired on device_keys for delete to parley_installation using (expires_at < now());
  grant select (tenant_id, device_id, kind, id, expires_at), delete on device_keys to parley_installation;

  create table device_log (
    tenant_id uuid not null,
    device_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    direction text not null constraint device_log_direction_check check (direction in ('in', 'out')),
    shape jsonb not null,
    constraint device_log_pkey primary key (tenant_id, device_id, id),
    constraint device_log_device_fkey foreign key (tenant_id, device_id) references devices (tenant_id, id) on delete cascade
  );
  ${ofTenant('device_log')}
  create policy own_device_writes on device_log as restrictive for insert to parley_app with check (${ownDevice});
  create policy own_device_deletes on device_log as restrictive for delete to parley_app using (${ownDevice});
  grant select, insert, delete on device_log to parley_app;
  create trigger only_by_epoch before insert or delete on device_log
    for each statement execute function require_epoch();
  `,
);
