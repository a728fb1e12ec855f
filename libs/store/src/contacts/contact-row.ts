import { EntitySchema } from 'typeorm';

/** A person that a tenant has to do with. */
export type ContactRow = {
  tenant_id: string;
  id: string;
  /** In digits. */
  phone: string | null;
  /** What WhatsApp calls them beside their number. */
  lid: string | null;
  /** What they call themselves. */
  name: string | null;
  created_at: Date;
};

const key = { primary: true, primaryKeyConstraintName: 'contacts_pkey' };

export const contactTable = new EntitySchema<ContactRow>({
  name: 'contacts',
  columns: {
    tenant_id: { type: 'uuid', ...key },
    id: { type: 'uuid', ...key },
    phone: { type: 'text', nullable: true },
    lid: { type: 'text', nullable: true },
    name: { type: 'text', nullable: true },
    created_at: { type: 'timestamptz', default: () => 'now()' },
  },
  uniques: [
    { name: 'contacts_phone_key', columns: ['tenant_id', 'phone'] },
    { name: 'contacts_lid_key', columns: ['tenant_id', 'lid'] },
  ],
  checks: [{ name: 'contacts_known_check', expression: 'phone is not null or lid is not null' }],
  foreignKeys: [
    {
      name: 'contacts_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
