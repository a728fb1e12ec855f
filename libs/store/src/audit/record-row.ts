import { EntitySchema } from 'typeorm';

export type RecordRow = {
  tenant_id: string;
  id: string;
  at: Date;
  action: string;
  by_kind: 'token' | 'member' | 'installation' | 'visitor';
  by_id: string | null;
  data: Record<string, unknown>;
  address: string | null;
  request_id: string | null;
  /** Its place in its tenant's chain, from 1; null until the step in the background has given it one. */
  position: string | null;
  hash: Buffer | null;
};

export const recordTable = new EntitySchema<RecordRow>({
  name: 'audit_records',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'audit_records_pkey' },
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'audit_records_pkey' },
    at: { type: 'timestamptz', default: () => 'now()' },
    action: { type: 'text' },
    by_kind: { type: 'text' },
    by_id: { type: 'uuid', nullable: true },
    data: { type: 'jsonb' },
    address: { type: 'text', nullable: true },
    request_id: { type: 'text', nullable: true },
    position: { type: 'bigint', nullable: true },
    hash: { type: 'bytea', nullable: true },
  },
  uniques: [{ name: 'audit_records_position_key', columns: ['tenant_id', 'position'] }],
  indices: [
    { name: 'audit_records_unchained_idx', columns: ['tenant_id', 'at', 'id'], where: 'position is null' },
    { name: 'audit_records_action_idx', columns: ['tenant_id', 'action', 'id'] },
    { name: 'audit_records_by_idx', columns: ['tenant_id', 'by_id', 'id'] },
  ],
  checks: [
    { name: 'audit_records_by_kind_check', expression: `by_kind in ('token', 'member', 'installation', 'visitor')` },
    { name: 'audit_records_hash_check', expression: '(position is null) = (hash is null)' },
  ],
  foreignKeys: [
    {
      name: 'audit_records_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
