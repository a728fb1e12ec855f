import type { MigrationInterface, QueryRunner } from 'typeorm';

// Raw SQL, one file for each change, never edited once landed. Each opens with why, what it locks and whether
// the code before it still runs. The owner is under forced row-level security too, unless it is a superuser:
// a migration that must rewrite tenants' rows says `no force row level security` first and `force` after.

/** TypeORM wants classes whose name ends in thirteen digits, by which it puts them in order. */
export const migration = (name: `${string}-${number}`, sql: string): new () => MigrationInterface =>
  class implements MigrationInterface {
    name = name;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    async down(): Promise<void> {
      throw new Error('Migrations only go forward: write another one.');
    }
  };

/** Shows a tenant the rows of this table that are its own, takes no others, and binds the table's owner too. */
export const ofTenant = (table: string) => `
  alter table ${table} enable row level security, force row level security;
  create policy tenant on ${table} to parley_app
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
`;
