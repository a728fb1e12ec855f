import { EntitySchema } from 'typeorm';

/** What was answered to a request that is not to be done twice. */
export type IdempotencyKeyRow = {
  tenant_id: string;
  key: string;
  /** Of what was asked. */
  request_hash: Buffer;
  answer: unknown;
  /** Through which it was done: whoever does not reach them all is not answered it. */
  devices: string[];
  created_at: Date;
};

const key = { primary: true, primaryKeyConstraintName: 'idempotency_keys_pkey' };

export const idempotencyKeyTable = new EntitySchema<IdempotencyKeyRow>({
  name: 'idempotency_keys',
  columns: {
    tenant_id: { type: 'uuid', ...key },
    key: { type: 'text', ...key },
    request_hash: { type: 'bytea' },
    answer: { type: 'jsonb', nullable: true },
    devices: { type: 'uuid', array: true, default: () => "'{}'" },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  indices: [{ name: 'idempotency_keys_created_idx', columns: ['created_at'] }],
  foreignKeys: [
    {
      name: 'idempotency_keys_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
