import { afterAll, describe, expect, it } from 'vitest';
import { findCatalogFaults } from './catalog-faults.ts';
import { asOwner, createTestDatabase } from './test-database.ts';

const database = await createTestDatabase();
afterAll(database.drop);

it('keeps every tenant apart: keys, policies, references, roles, functions', async () => {
  expect(await asOwner(database.databaseUrl, findCatalogFaults)).toEqual([]);
});

/** A table that keeps all the rules, to break one of them at a time. */
const good = `
  create table notes (tenant_id uuid references tenants, id uuid, primary key (tenant_id, id));
  alter table notes enable row level security, force row level security;
  create policy tenant on notes to parley_app
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
`;

describe('the walk finds', () => {
  it.each([
    ['nothing wrong with a table that keeps the rules', good, []],
    [
      'a table without tenant_id',
      'create table notes (id uuid primary key)',
      [
        'notes does not force row-level security',
        `notes has no policy that shows and takes a tenant's own rows only`,
        'notes has no tenant_id',
      ],
    ],
    [
      'a table without a primary key',
      `${good} alter table notes drop constraint notes_pkey`,
      ['notes has no primary key'],
    ],
    [
      'a key without tenant_id',
      `${good} create unique index notes_id_key on notes (id)`,
      ['notes_id_key is a key of notes without its tenant_id'],
    ],
    [
      'row-level security that its owner is free of',
      `${good} alter table notes no force row level security`,
      ['notes does not force row-level security'],
    ],
    [
      'row-level security that is off',
      `${good} alter table notes disable row level security`,
      ['notes does not force row-level security'],
    ],
    [
      'a policy that takes rows it would not show',
      `${good} drop policy tenant on notes;
       create policy tenant on notes to parley_app
         using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid) with check (true)`,
      [
        `notes has no policy that shows and takes a tenant's own rows only`,
        'notes.tenant is one policy too many for parley_app',
      ],
    ],
    [
      'a second policy that shows more',
      `${good} create policy more on notes for select to parley_app using (true)`,
      ['notes.more is one policy too many for parley_app'],
    ],
    [
      'a policy for everybody',
      `${good} create policy more on notes for select using (true)`,
      ["notes.more is not listed by the installation's door", 'notes.more is one policy too many for parley_app'],
    ],
    [
      'a reference by id alone',
      `${good} create unique index on tokens (id);
       alter table notes add token_id uuid, add constraint notes_token_fkey foreign key (token_id) references tokens (id)`,
      [
        `notes_token_fkey of notes may point to another tenant's row`,
        'tokens_id_idx is a key of tokens without its tenant_id',
      ],
    ],
    [
      "a view with its owner's rights",
      'create view names as select name from tenants',
      [`names is a view that runs with its owner's rights`],
    ],
    [
      "a function with its owner's rights",
      `create function names() returns setof text language sql security definer as 'select name from tenants'`,
      ['names is a definer function that is not listed'],
    ],
    ['a right for everybody', 'grant select on tenants to public', ['tenants is open to everybody']],
    [
      'a table that one of our roles owns',
      `${good} grant create on schema public to parley_app; alter table notes owner to parley_app`,
      ['parley_app owns something'],
    ],
    [
      'a policy of the installation that its door does not list',
      `${good} create policy installation_peeks on notes for select to parley_installation using (true)`,
      [`notes.installation_peeks is not listed by the installation's door`],
    ],
    [
      'a policy that the door lists and nobody made',
      'drop policy installation_finds on tenants',
      [`tenants.installation_finds is listed by the installation's door, but is not there`],
    ],
    [
      'records that can be changed once they have their place',
      'drop policy chained_once on audit_records',
      ['audit_records.chained_once does not keep what is final'],
    ],
    [
      'a rule that adds to what may be changed, in place of taking away',
      `drop policy chained_once on audit_records;
       create policy chained_once on audit_records for update to parley_app using (position is null)`,
      [
        'audit_records.chained_once does not keep what is final',
        'audit_records.chained_once is one policy too many for parley_app',
      ],
    ],
    [
      'a rule that is not the one we mean',
      'alter policy chained_once on audit_records using (true)',
      ['audit_records.chained_once does not keep what is final'],
    ],
    [
      'a right to change what records say',
      'grant update (data) on audit_records to parley_app',
      ['parley_app may change audit_records.data, which is final'],
    ],
    [
      'a right to delete records',
      'grant delete on audit_records to parley_app',
      ['parley_app may delete audit_records, which are final'],
    ],
    [
      'tokens that can be brought back',
      'drop policy revoked_for_ever on tokens',
      ['tokens.revoked_for_ever does not keep what is final'],
    ],
    [
      'a right to widen a token',
      'grant update on tokens to parley_app',
      ['created_at', 'expires_at', 'hint', 'id', 'name', 'network', 'policy', 'scopes', 'tenant_id'].map(
        (column) => `parley_app may change tokens.${column}, which is final`,
      ),
    ],
    [
      'a member referred to by its id alone',
      `${good} create unique index on members (id);
       alter table notes add member_id uuid, add constraint notes_member_fkey foreign key (member_id) references members (id)`,
      [
        'members_id_idx is a key of members without its tenant_id',
        `notes_member_fkey of notes may point to another tenant's row`,
      ],
    ],
    [
      'a policy of the tenant role that the installation has as well',
      `${good} alter policy tenant on notes to parley_app, parley_installation`,
      [
        `notes has no policy that shows and takes a tenant's own rows only`,
        `notes.tenant is not listed by the installation's door`,
      ],
    ],
    ['a role that bypasses row-level security', 'alter role parley_app bypassrls', ['parley_app is too powerful']],
    [
      'a role that is a member of another',
      'grant pg_read_all_data to parley_app',
      ['parley_app is a member of pg_read_all_data'],
    ],
  ])('%s', async (_, change, faults) => {
    const found = await asOwner(database.databaseUrl, async (owner) => {
      await owner.query('begin');
      await owner.query(change);
      return findCatalogFaults(owner);
    });
    expect(found).toEqual(faults);
  });
});
