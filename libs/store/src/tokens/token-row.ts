import type { Scope } from '@parley/contract';
import { EntitySchema } from 'typeorm';
import type { TokenNetwork } from './token-secret.ts';

export type TokenRow = {
  tenant_id: string;
  id: string;
  name: string;
  network: TokenNetwork;
  /** SHA-256 of the whole token. Its secret has 160 random bits, so nothing slower is needed. */
  hash: Buffer;
  /** The part of the token that may be seen again. */
  hint: string;
  scopes: Scope[];
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  created_at: Date;
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
    expires_at: { type: 'timestamptz', nullable: true },
    revoked_at: { type: 'timestamptz', nullable: true },
    last_used_at: { type: 'timestamptz', nullable: true },
    created_at: { type: 'timestamptz', default: () => 'now()' },
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
