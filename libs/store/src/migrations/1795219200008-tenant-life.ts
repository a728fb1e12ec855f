// Why: a tenant begins by sign-up, changes its plan, and ends; its name is given to nobody else after that.
// Locks: tenants, members, logins, mailed codes, audit records and events, against everything, for a moment. Code before it: still runs.
import { migration } from './migration.ts';

/** The tenant was made in this very transaction: whoever signs up gets into no tenant that is there already. */
const isNewTenants = 'exists (select from tenants where tenants.id = tenant_id and tenants.created_at = now())';

export const tenantLife = migration(
  'tenantLife-1795219200008',
  `
  create table released_names (
    name text constraint released_names_pkey primary key,
    released_at timestamptz not null default now()
  );
  grant select (name), insert (name) on released_names to parley_installation;

  grant select (created_at) on tenants to parley_installation;
  create policy installation_signs_up on members for insert to parley_installation
    with check (role = 'owner' and email_verified_at is null and ${isNewTenants});
  create policy installation_signs_up on logins for insert to parley_installation with check (${isNewTenants});
  create policy installation_signs_up on mailed_codes for insert to parley_installation
    with check (purpose = 'verify_email' and ${isNewTenants});
  grant insert (tenant_id, id, email, role, password_hash, last_seen_at) on members to parley_installation;
  grant insert (tenant_id, id, member_id, hash) on logins to parley_installation;
  grant insert (tenant_id, id, member_id, purpose, hash, expires_at) on mailed_codes to parley_installation;
  alter policy installation_records on audit_records
    with check (action = 'tenant.plan_changed'
      or (action in ('tenant.created', 'email.link_sent', 'login.opened') and ${isNewTenants}));

  create policy installation_changes_plans on tenants for update to parley_installation using (true) with check (true);
  create policy installation_deletes on tenants for delete to parley_installation using (true);
  grant update (plan_id), delete on tenants to parley_installation;

  alter policy installation_tells_of_tenants on events
    with check (type = 'tenant.plan_changed' or (type = 'tenant.created' and ${isNewTenants}));
  `,
);
