import type { Message, MessageFailure, MessageStatus } from '@parley/contract';
import { EntitySchema } from 'typeorm';

/** A message that was accepted, or received. */
export type MessageRow = {
  tenant_id: string;
  id: string;
  /** In which order messages were accepted. */
  position: string;
  device_id: string;
  chat_id: string;
  direction: Message['direction'];
  origin: Message['origin'];
  type: Message['type'];
  text: string | null;
  status: MessageStatus;
  failure: MessageFailure | null;
  /** With which WhatsApp refused it. */
  server_code: number | null;
  failure_until: Date | null;
  whatsapp_id: string;
  accepted_by_kind: string | null;
  accepted_by_id: string | null;
  batch_id: string | null;
  metadata: Message['metadata'];
  /** Whether it goes to somebody who does not know the device yet. */
  is_first_contact: boolean;
  received_while_offline: boolean;
  /** On whose balance it counts. */
  day: string | null;
  /** When it may be tried, or tried again; null where nothing more is done about it. */
  due_at: Date | null;
  expires_at: Date | null;
  attempts: number;
  /** The epoch of who tried it last. */
  claimed_under: string | null;
  first_tried_at: Date | null;
  created_at: Date;
  send_at: Date | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  read_at: Date | null;
  failed_at: Date | null;
};

const key = { primary: true, primaryKeyConstraintName: 'messages_pkey' };

export const messageTable = new EntitySchema<MessageRow>({
  name: 'messages',
  columns: {
    tenant_id: { type: 'uuid', ...key },
    id: { type: 'uuid', ...key },
    position: { type: 'bigint', generated: 'increment' },
    device_id: { type: 'uuid' },
    chat_id: { type: 'uuid' },
    direction: { type: 'text' },
    origin: { type: 'text' },
    type: { type: 'text' },
    text: { type: 'text', nullable: true },
    status: { type: 'text' },
    failure: { type: 'text', nullable: true },
    server_code: { type: 'int', nullable: true },
    failure_until: { type: 'timestamptz', nullable: true },
    whatsapp_id: { type: 'text' },
    accepted_by_kind: { type: 'text', nullable: true },
    accepted_by_id: { type: 'uuid', nullable: true },
    batch_id: { type: 'uuid', nullable: true },
    metadata: { type: 'jsonb', nullable: true },
    is_first_contact: { type: 'boolean', default: false },
    received_while_offline: { type: 'boolean', default: false },
    day: { type: 'date', nullable: true },
    due_at: { type: 'timestamptz', nullable: true },
    expires_at: { type: 'timestamptz', nullable: true },
    attempts: { type: 'int', default: 0 },
    claimed_under: { type: 'bigint', nullable: true },
    first_tried_at: { type: 'timestamptz', nullable: true },
    created_at: { type: 'timestamptz', default: () => 'now()' },
    send_at: { type: 'timestamptz', nullable: true },
    sent_at: { type: 'timestamptz', nullable: true },
    delivered_at: { type: 'timestamptz', nullable: true },
    read_at: { type: 'timestamptz', nullable: true },
    failed_at: { type: 'timestamptz', nullable: true },
  },
  checks: [{ name: 'messages_direction_check', expression: `direction in ('in', 'out')` }],
  uniques: [
    { name: 'messages_whatsapp_id_key', columns: ['tenant_id', 'device_id', 'whatsapp_id', 'chat_id', 'direction'] },
  ],
  indices: [
    {
      name: 'messages_queued_idx',
      columns: ['tenant_id', 'device_id', 'is_first_contact', 'due_at', 'position'],
      where: `status = 'queued'`,
    },
    {
      name: 'messages_queued_chat_idx',
      columns: ['tenant_id', 'device_id', 'is_first_contact', 'chat_id', 'due_at', 'position'],
      where: `status = 'queued'`,
    },
    {
      name: 'messages_untold_idx',
      columns: ['tenant_id', 'device_id', 'due_at'],
      where: `status in ('sending', 'unknown')`,
    },
    { name: 'messages_expires_idx', columns: ['tenant_id', 'expires_at'], where: `status = 'queued'` },
    { name: 'messages_chat_idx', columns: ['tenant_id', 'chat_id', 'id'] },
    { name: 'messages_batch_idx', columns: ['tenant_id', 'batch_id', 'status'], where: 'batch_id is not null' },
    { name: 'messages_failed_idx', columns: ['tenant_id', 'failed_at', 'id'], where: 'failed_at is not null' },
    {
      name: 'messages_ended_idx',
      columns: ['tenant_id', 'status', 'id'],
      where: `status in ('failed', 'canceled', 'expired')`,
    },
  ],
  foreignKeys: [
    {
      name: 'messages_device_fkey',
      target: 'devices',
      columnNames: ['tenant_id', 'device_id'],
      referencedColumnNames: ['tenant_id', 'id'],
      onDelete: 'CASCADE',
    },
    {
      name: 'messages_chat_fkey',
      target: 'chats',
      columnNames: ['tenant_id', 'chat_id'],
      referencedColumnNames: ['tenant_id', 'id'],
      onDelete: 'CASCADE',
    },
    {
      name: 'messages_batch_fkey',
      target: 'batches',
      columnNames: ['tenant_id', 'batch_id'],
      referencedColumnNames: ['tenant_id', 'id'],
    },
  ],
});
