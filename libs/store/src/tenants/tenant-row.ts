import { EntitySchema } from 'typeorm';

export type TenantRow = {
  /** The tenant's own id is the `tenant_id` of every other table. */
  id: string;
  name: string;
  plan_id: string;
  time_zone: string;
  created_at: Date;
};

export const tenantTable = new EntitySchema<TenantRow>({
  name: 'tenants',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'tenants_pkey' },
    name: { type: 'text' },
    plan_id: { type: 'text' },
    time_zone: { type: 'text', default: 'UTC' },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  uniques: [{ name: 'tenants_name_key', columns: ['name'] }],
  foreignKeys: [
    { name: 'tenants_plan_id_fkey', target: 'plans', columnNames: ['plan_id'], referencedColumnNames: ['id'] },
  ],
});
