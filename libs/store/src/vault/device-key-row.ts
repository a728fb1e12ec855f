import { EntitySchema } from 'typeorm';

/** A key of a device, or its credentials, sealed for this very place. */
export type DeviceKeyRow = {
  tenant_id: string;
  device_id: string;
  kind: string;
  id: string;
  sealed: Buffer;
  expires_at: Date | null;
};

const key = { primary: true, primaryKeyConstraintName: 'device_keys_pkey' };

export const deviceKeyTable = new EntitySchema<DeviceKeyRow>({
  name: 'device_keys',
  columns: {
    tenant_id: { type: 'uuid', ...key },
    device_id: { type: 'uuid', ...key },
    kind: { type: 'text', ...key },
    id: { type: 'text', ...key },
    sealed: { type: 'bytea' },
    expires_at: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'device_keys_expires_idx', columns: ['expires_at'], where: 'expires_at is not null' }],
  foreignKeys: [
    {
      name: 'device_keys_device_fkey',
      target: 'devices',
      columnNames: ['tenant_id', 'device_id'],
      referencedColumnNames: ['tenant_id', 'id'],
      onDelete: 'CASCADE',
    },
  ],
});
