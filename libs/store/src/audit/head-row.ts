import { EntitySchema } from 'typeorm';

/** Where a tenant's chain ends. */
export type HeadRow = { tenant_id: string; position: string; hash: Buffer };

export const headTable = new EntitySchema<HeadRow>({
  name: 'audit_heads',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'audit_heads_pkey' },
    position: { type: 'bigint' },
    hash: { type: 'bytea' },
  },
  foreignKeys: [
    {
      name: 'audit_heads_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
