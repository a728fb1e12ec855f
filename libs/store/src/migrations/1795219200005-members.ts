// Why: people log in to a tenant's dashboard, invite others, and prove by a mailed link where they receive mail.
// Locks: tenants, against writes, for a moment. Code before it: still runs.
//
// Of whatever lets somebody in we keep only hashes. A login that was closed, an invitation that was taken and a
// code that was used are deleted; that it happened is in the audit log.
import { migration, ofTenant } from './migration.ts';

export const members = migration(
  'members-1795219200005',
  `
  create table members (
    tenant_id uuid not null constraint members_tenant_id_fkey references tenants (id) on delete cascade,
    id uuid not null,
    email text not null,
    role text not null constraint members_role_check check (role in ('owner', 'admin', 'operator', 'viewer')),
    password_hash text not null,
    has_own_password boolean not null default true,
    email_verified_at timestamptz,
    last_seen_at timestamptz,
    created_at timestamptz not null default now(),
    constraint members_pkey primary key (tenant_id, id),
    constraint members_email_key unique (tenant_id, email)
  );
  ${ofTenant('members')}
  grant select, insert, update (role, password_hash, has_own_password, email_verified_at, last_seen_at), delete on members to parley_app;

  create table logins (
    tenant_id uuid not null,
    id uuid not null,
    member_id uuid not null,
    hash bytea not null,
    last_seen_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint logins_pkey primary key (tenant_id, id),
    constraint logins_member_fkey foreign key (tenant_id, member_id) references members (tenant_id, id) on delete cascade
  );
  create index logins_member_idx on logins (tenant_id, member_id);
  ${ofTenant('logins')}
  grant select, insert, update (last_seen_at), delete on logins to parley_app;

  create table invitations (
    tenant_id uuid not null constraint invitations_tenant_id_fkey references tenants (id) on delete cascade,
    id uuid not null,
    email text not null,
    role text not null constraint invitations_role_check check (role in ('owner', 'admin', 'operator', 'viewer')),
    hash bytea not null,
    invited_by uuid,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    constraint invitations_pkey primary key (tenant_id, id),
    constraint invitations_email_key unique (tenant_id, email),
    constraint invitations_invited_by_fkey foreign key (tenant_id, invited_by)
      references members (tenant_id, id) on delete cascade
  );
  create index invitations_invited_by_idx on invitations (tenant_id, invited_by);
  ${ofTenant('invitations')}
  grant select, insert, delete on invitations to parley_app;

  create table mailed_codes (
    tenant_id uuid not null,
    id uuid not null,
    member_id uuid not null,
    purpose text not null constraint mailed_codes_purpose_check check (purpose in ('verify_email', 'reset_password')),
    hash bytea not null,
    expires_at timestamptz not null,
    constraint mailed_codes_pkey primary key (tenant_id, id),
    constraint mailed_codes_member_key unique (tenant_id, member_id, purpose),
    constraint mailed_codes_member_fkey foreign key (tenant_id, member_id) references members (tenant_id, id) on delete cascade
  );
  ${ofTenant('mailed_codes')}
  grant select, insert, delete on mailed_codes to parley_app;
  `,
);
