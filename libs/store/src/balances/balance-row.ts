import { EntitySchema } from 'typeorm';

/** What of a day a device has used up. */
export type BalanceRow = {
  tenant_id: string;
  device_id: string;
  /** In the time zone of its tenant. */
  day: string;
  pending: number;
  successful: number;
  failed: number;
  /** How many people the device has written to on that day who did not know it. */
  first_contacts: number;
};

const key = { primary: true, primaryKeyConstraintName: 'balances_pkey' };

export const balanceTable = new EntitySchema<BalanceRow>({
  name: 'balances',
  columns: {
    tenant_id: { type: 'uuid', ...key },
    device_id: { type: 'uuid', ...key },
    day: { type: 'date', ...key },
    pending: { type: 'int', default: 0 },
    successful: { type: 'int', default: 0 },
    failed: { type: 'int', default: 0 },
    first_contacts: { type: 'int', default: 0 },
  },
  checks: [
    { name: 'balances_pending_check', expression: 'pending >= 0' },
    { name: 'balances_successful_check', expression: 'successful >= 0' },
    { name: 'balances_failed_check', expression: 'failed >= 0' },
  ],
  foreignKeys: [
    {
      name: 'balances_device_fkey',
      target: 'devices',
      columnNames: ['tenant_id', 'device_id'],
      referencedColumnNames: ['tenant_id', 'id'],
      onDelete: 'CASCADE',
    },
  ],
});
