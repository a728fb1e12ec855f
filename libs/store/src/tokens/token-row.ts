import { freePolicy, type Network, type Policy, type Scope } from '@parley/contract';
import { EntitySchema } from 'typeorm';

export type TokenRow = {
  tenant_id: string;
  id: string;
  name: string;
  network: Network;
  hash: Buffer;
  /** The part of the token that may be seen again. */
  hint: string;
  scopes: Scope[];
  policy: Policy;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  created_at: Date;
  regenerated_at: Date | null;
};

export const tokenTable = new EntitySchema<TokenRow>({
  name: 'tokens',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'tokens_pkey' },
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'tokens_pkey' },
    name: { type: 'text' },
    network: { type: 'text' },
    hash: { type: 'bytea' },
    hint: { type: 'text' },
    scopes: { type: 'text', array: true },
    policy: { type: 'jsonb', default: freePolicy },
    expires_at: { type: 'timestamptz', nullable: true },
    revoked_at: { type: 'timestamptz', nullable: true },
    last_used_at: { type: 'timestamptz', nullable: true },
    created_at: { type: 'timestamptz', default: () => 'now()' },
    regenerated_at: { type: 'timestamptz', nullable: true },
  },
  checks: [{ name: 'tokens_network_check', expression: `network in ('live', 'sandbox')` }],
  foreignKeys: [
    {
      name: 'tokens_tenant_id_fkey',
      target: 'tenants',
      columnNames: ['tenant_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
