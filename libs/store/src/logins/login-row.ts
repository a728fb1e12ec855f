import { EntitySchema } from 'typeorm';

export type LoginRow = {
  tenant_id: string;
  id: string;
  member_id: string;
  hash: Buffer;
  last_seen_at: Date;
  created_at: Date;
};

export const loginTable = new EntitySchema<LoginRow>({
  name: 'logins',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'logins_pkey' },
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'logins_pkey' },
    member_id: { type: 'uuid' },
    hash: { type: 'bytea' },
    last_seen_at: { type: 'timestamptz', default: () => 'now()' },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  indices: [{ name: 'logins_member_idx', columns: ['tenant_id', 'member_id'] }],
  foreignKeys: [
    {
      name: 'logins_member_fkey',
      target: 'members',
      columnNames: ['tenant_id', 'member_id'],
      referencedColumnNames: ['tenant_id', 'id'],
      onDelete: 'CASCADE',
    },
  ],
});
