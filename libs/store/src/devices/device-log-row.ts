import { EntitySchema } from 'typeorm';

/** One thing that passed between a device and WhatsApp, without numbers, texts or keys. */
export type DeviceLogRow = {
  tenant_id: string;
  device_id: string;
  id: string;
  at: Date;
  direction: 'in' | 'out';
  shape: Record<string, unknown>;
};

const key = { primary: true, primaryKeyConstraintName: 'device_log_pkey' };

export const deviceLogTable = new EntitySchema<DeviceLogRow>({
  name: 'device_log',
  columns: {
    tenant_id: { type: 'uuid', ...key },
    device_id: { type: 'uuid', ...key },
    id: { type: 'uuid', ...key },
    at: { type: 'timestamptz' },
    direction: { type: 'text' },
    shape: { type: 'jsonb' },
  },
  checks: [{ name: 'device_log_direction_check', expression: `direction in ('in', 'out')` }],
  foreignKeys: [
    {
      name: 'device_log_device_fkey',
      target: 'devices',
      columnNames: ['tenant_id', 'device_id'],
      referencedColumnNames: ['tenant_id', 'id'],
      onDelete: 'CASCADE',
    },
  ],
});
