import { EntitySchema } from 'typeorm';

export type EventRow = {
  tenant_id: string;
  id: string;
  type: string;
  data: Record<string, unknown>;
  at: Date;
};

export const eventTable = new EntitySchema<EventRow>({
  name: 'events',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'events_pkey' },
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'events_pkey' },
    type: { type: 'text' },
    data: { type: 'jsonb' },
    at: { type: 'timestamptz', default: () => 'now()' },
  },
  indices: [{ name: 'events_at_idx', columns: ['tenant_id', 'at'] }],
  foreignKeys: [
    {
      name: 'events_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
