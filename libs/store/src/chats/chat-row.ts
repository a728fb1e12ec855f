import { EntitySchema } from 'typeorm';

/** What a device and a contact write to each other. */
export type ChatRow = {
  tenant_id: string;
  id: string;
  device_id: string;
  contact_id: string;
  /** Since when the two know each other: one of them wrote, and the other got it. */
  known_since: Date | null;
  created_at: Date;
};

const key = { primary: true, primaryKeyConstraintName: 'chats_pkey' };

export const chatTable = new EntitySchema<ChatRow>({
  name: 'chats',
  columns: {
    tenant_id: { type: 'uuid', ...key },
    id: { type: 'uuid', ...key },
    device_id: { type: 'uuid' },
    contact_id: { type: 'uuid' },
    known_since: { type: 'timestamptz', nullable: true },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  uniques: [{ name: 'chats_contact_key', columns: ['tenant_id', 'device_id', 'contact_id'] }],
  indices: [{ name: 'chats_contact_idx', columns: ['tenant_id', 'contact_id'] }],
  foreignKeys: [
    {
      name: 'chats_device_fkey',
      target: 'devices',
      columnNames: ['tenant_id', 'device_id'],
      referencedColumnNames: ['tenant_id', 'id'],
      onDelete: 'CASCADE',
    },
    {
      name: 'chats_contact_fkey',
      target: 'contacts',
      columnNames: ['tenant_id', 'contact_id'],
      referencedColumnNames: ['tenant_id', 'id'],
    },
  ],
});
