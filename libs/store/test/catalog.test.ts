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
