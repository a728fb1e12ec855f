import type { Role } from '@parley/contract';
import { EntitySchema } from 'typeorm';

export type MemberRow = {
  tenant_id: string;
  id: string;
  /** In lower case. */
  email: string;
  role: Role;
  /** argon2id, as it writes itself: with its parameters and its salt. */
  password_hash: string;
  /** False while the password is one that somebody else chose for them. */
  has_own_password: boolean;
  email_verified_at: Date | null;
  last_seen_at: Date | null;
  created_at: Date;
};

export const memberTable = new EntitySchema<MemberRow>({
  name: 'members',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'members_pkey' },
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'members_pkey' },
    email: { type: 'text' },
    role: { type: 'text' },
    password_hash: { type: 'text' },
    has_own_password: { type: 'boolean', default: true },
    email_verified_at: { type: 'timestamptz', nullable: true },
    last_seen_at: { type: 'timestamptz', nullable: true },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  uniques: [{ name: 'members_email_key', columns: ['tenant_id', 'email'] }],
  checks: [{ name: 'members_role_check', expression: `role in ('owner', 'admin', 'operator', 'viewer')` }],
  foreignKeys: [
    {
      name: 'members_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
