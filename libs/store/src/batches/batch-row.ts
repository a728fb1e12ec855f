import { EntitySchema } from 'typeorm';

/** Messages that were asked for at once. */
export type BatchRow = {
  tenant_id: string;
  id: string;
  accepted: number;
  refused: number;
  created_at: Date;
  canceled_at: Date | null;
  /** When its progress was told last. */
  told_at: Date | null;
  /** Since when nothing of it is open. */
  done_at: Date | null;
};

const key = { primary: true, primaryKeyConstraintName: 'batches_pkey' };

export const batchTable = new EntitySchema<BatchRow>({
  name: 'batches',
  columns: {
    tenant_id: { type: 'uuid', ...key },
    id: { type: 'uuid', ...key },
    accepted: { type: 'int' },
    refused: { type: 'int' },
    created_at: { type: 'timestamptz', default: () => 'now()' },
    canceled_at: { type: 'timestamptz', nullable: true },
    told_at: { type: 'timestamptz', nullable: true },
    done_at: { type: 'timestamptz', nullable: true },
  },
  foreignKeys: [
    {
      name: 'batches_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
