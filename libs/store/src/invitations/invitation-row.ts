import type { Role } from '@parley/contract';
import { EntitySchema } from 'typeorm';

export type InvitationRow = {
  tenant_id: string;
  id: string;
  email: string;
  role: Role;
  hash: Buffer;
  /** The member who made it: it goes when they go. Null for a token's. */
  invited_by: string | null;
  expires_at: Date;
  created_at: Date;
};

export const invitationTable = new EntitySchema<InvitationRow>({
  name: 'invitations',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'invitations_pkey' },
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'invitations_pkey' },
    email: { type: 'text' },
    role: { type: 'text' },
    hash: { type: 'bytea' },
    invited_by: { type: 'uuid', nullable: true },
    expires_at: { type: 'timestamptz' },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  uniques: [{ name: 'invitations_email_key', columns: ['tenant_id', 'email'] }],
  checks: [{ name: 'invitations_role_check', expression: `role in ('owner', 'admin', 'operator', 'viewer')` }],
  indices: [{ name: 'invitations_invited_by_idx', columns: ['tenant_id', 'invited_by'] }],
  foreignKeys: [
    {
      name: 'invitations_invited_by_fkey',
      target: 'members',
      columnNames: ['tenant_id', 'invited_by'],
      referencedColumnNames: ['tenant_id', 'id'],
      onDelete: 'CASCADE',
    },
    {
      name: 'invitations_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
