import type { Network } from '@parley/contract';
import { EntitySchema } from 'typeorm';

export type EventRow = {
  tenant_id: string;
  id: string;
  type: string;
  data: Record<string, unknown>;
  device_id: string | null;
  /** Of the device, which may be gone by the time somebody reads it. */
  network: Network | null;
  message_id: string | null;
  /** The transaction that wrote it, by which the feed knows what may still come before it. */
  written_in: string;
  at: Date;
};

export const eventTable = new EntitySchema<EventRow>({
  name: 'events',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'events_pkey' },
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'events_pkey' },
    type: { type: 'text' },
    data: { type: 'jsonb' },
    device_id: { type: 'uuid', nullable: true },
    network: { type: 'text', nullable: true },
    message_id: { type: 'uuid', nullable: true },
    written_in: { type: 'bigint', default: () => 'transaction_number()' },
    at: { type: 'timestamptz', default: () => 'now()' },
  },
  indices: [
    { name: 'events_at_idx', columns: ['tenant_id', 'at'] },
    { name: 'events_feed_idx', columns: ['tenant_id', 'written_in', 'id'] },
    {
      name: 'events_message_idx',
      columns: ['tenant_id', 'message_id', 'written_in', 'id'],
      where: 'message_id is not null',
    },
  ],
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
