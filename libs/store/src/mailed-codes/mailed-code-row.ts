import { EntitySchema } from 'typeorm';

/** What a mailed link is good for. */
export type CodePurpose = 'verify_email' | 'reset_password';

export type MailedCodeRow = {
  tenant_id: string;
  id: string;
  member_id: string;
  purpose: CodePurpose;
  hash: Buffer;
  expires_at: Date;
};

export const mailedCodeTable = new EntitySchema<MailedCodeRow>({
  name: 'mailed_codes',
  columns: {
    tenant_id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'mailed_codes_pkey' },
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'mailed_codes_pkey' },
    member_id: { type: 'uuid' },
    purpose: { type: 'text' },
    hash: { type: 'bytea' },
    expires_at: { type: 'timestamptz' },
  },
  // One of each at a time: asking again makes the link before worthless.
  uniques: [{ name: 'mailed_codes_member_key', columns: ['tenant_id', 'member_id', 'purpose'] }],
  checks: [{ name: 'mailed_codes_purpose_check', expression: `purpose in ('verify_email', 'reset_password')` }],
  foreignKeys: [
    {
      name: 'mailed_codes_member_fkey',
      target: 'members',
      columnNames: ['tenant_id', 'member_id'],
      referencedColumnNames: ['tenant_id', 'id'],
      onDelete: 'CASCADE',
    },
  ],
});
