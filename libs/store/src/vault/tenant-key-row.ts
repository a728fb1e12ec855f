import { EntitySchema } from 'typeorm';

/** The key under which a tenant's secrets are sealed, itself wrapped by the master key. Without it they open nothing. */
export type TenantKeyRow = { tenant_id: string; wrapped: Buffer; master_key_id: string; created_at: Date };

export const tenantKeyTable = new EntitySchema<TenantKeyRow>({
  name: 'tenant_keys',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'tenant_keys_pkey' },
    wrapped: { type: 'bytea' },
    master_key_id: { type: 'text' },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  foreignKeys: [
    {
      name: 'tenant_keys_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
