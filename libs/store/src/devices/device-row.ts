import type { DeviceCondition, Network } from '@parley/contract';
import { EntitySchema } from 'typeorm';
import type { Wish } from './wish.ts';

export type DeviceRow = {
  tenant_id: string;
  id: string;
  name: string;
  network: Network;
  shard: string;
  wish: Wish | null;
  /** Sealed: it may carry a password. */
  proxy: Buffer | null;
  /** What of it may be seen. */
  proxy_hint: string | null;
  is_logged: boolean;
  /** How many it may send; null: as many as is usual in its network. */
  messages_per_minute: number | null;
  /** Whether it shows that a reply is being written. */
  shows_typing: boolean;
  /** Before that it sends nothing. */
  sends_from: Date | null;
  /** Before that it writes to nobody who does not know it. */
  first_contacts_from: Date | null;
  state: DeviceCondition['state'];
  reason: DeviceCondition['reason'];
  since: Date;
  until: Date | null;
  /** The epoch of whoever said that it is so; null as long as nobody did. */
  said_under: string | null;
  /** In digits. */
  phone: string | null;
  lid: string | null;
  is_linked: boolean;
  /** What links it, sealed: whoever has it could link the device to a number of their own. */
  link: Buffer | null;
  created_at: Date;
  /** Since when its holder is to unlink it and delete the row. */
  deleted_at: Date | null;
};

export const deviceTable = new EntitySchema<DeviceRow>({
  name: 'devices',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'devices_pkey' },
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'devices_pkey' },
    name: { type: 'text' },
    network: { type: 'text' },
    shard: { type: 'text' },
    wish: { type: 'jsonb', nullable: true },
    proxy: { type: 'bytea', nullable: true },
    proxy_hint: { type: 'text', nullable: true },
    is_logged: { type: 'boolean', default: false },
    messages_per_minute: { type: 'int', nullable: true },
    shows_typing: { type: 'boolean', default: false },
    sends_from: { type: 'timestamptz', nullable: true },
    first_contacts_from: { type: 'timestamptz', nullable: true },
    state: { type: 'text', default: 'not_started' },
    reason: { type: 'text', default: 'never_linked' },
    since: { type: 'timestamptz', default: () => 'now()' },
    until: { type: 'timestamptz', nullable: true },
    said_under: { type: 'bigint', nullable: true },
    phone: { type: 'text', nullable: true },
    lid: { type: 'text', nullable: true },
    is_linked: { type: 'boolean', default: false },
    link: { type: 'bytea', nullable: true },
    created_at: { type: 'timestamptz', default: () => 'now()' },
    deleted_at: { type: 'timestamptz', nullable: true },
  },
  checks: [
    { name: 'devices_network_check', expression: `network in ('live', 'sandbox')` },
    { name: 'devices_messages_per_minute_check', expression: 'messages_per_minute between 1 and 600' },
  ],
  indices: [
    {
      name: 'devices_phone_key',
      columns: ['tenant_id', 'phone'],
      unique: true,
      where: 'is_linked and deleted_at is null',
    },
    { name: 'devices_shard_idx', columns: ['shard'] },
  ],
  foreignKeys: [
    {
      name: 'devices_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
    { name: 'devices_shard_fkey', target: 'shards', columnNames: ['shard'], referencedColumnNames: ['name'] },
  ],
});
