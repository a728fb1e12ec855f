import { newId, toUuid } from '@parley/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { grantsOf } from './grants-of.ts';
import { settle } from './isolation-world.ts';
import { asOwner, connectAs, createTestDatabase } from './test-database.ts';

// The role behind the installation's door, in raw SQL: what each of its policies and rights is for, and no more.

const database = await createTestDatabase();
const store = database.openStore();
const installation = await connectAs(database, 'parley_installation');
afterAll(async () => {
  await installation.end();
  await database.drop();
});

const acme = await settle(store, 'acme');
const refused = /permission denied|row-level security/;

it('has these rights and no others', async () => {
  expect(await grantsOf(installation)).toEqual([
    'DELETE device_keys',
    'DELETE events',
    'DELETE idempotency_keys',
    'DELETE installation_settings',
    'DELETE tenants',
    'INSERT audit_records: action, address, by_id, by_kind, data, id, request_id, tenant_id',
    'INSERT events: data, device_id, id, network, tenant_id, type',
    'INSERT installation_settings',
    'INSERT logins: hash, id, member_id, tenant_id',
    'INSERT mailed_codes: expires_at, hash, id, member_id, purpose, tenant_id',
    'INSERT members: email, id, last_seen_at, password_hash, role, tenant_id',
    'INSERT released_names: name',
    'INSERT tenants: id, name, plan_id, time_zone',
    'SELECT audit_records: position, tenant_id',
    'SELECT balances: day, device_id, failed, pending, successful, tenant_id',
    'SELECT device_keys: device_id, expires_at, id, kind, tenant_id',
    'SELECT devices: deleted_at, id, is_linked, network, shard, state, tenant_id, wish',
    'SELECT events: at, id, tenant_id',
    'SELECT idempotency_keys: created_at, key, tenant_id',
    'SELECT installation_settings',
    'SELECT messages: day, device_id, due_at, expires_at, id, is_first_contact, status, tenant_id',
    'SELECT migrations',
    'SELECT plans',
    'SELECT released_names: name',
    'SELECT shards',
    'SELECT tenants: created_at, id, name, plan_id',
    'UPDATE installation_settings: set_at, value',
    'UPDATE shards: epoch, held_from',
    'UPDATE tenants: plan_id',
  ]);
});

describe('it cannot', () => {
  const record = (action: string, more = '') =>
    `insert into audit_records (tenant_id, id, action, by_kind, data ${more && ', position, hash'})
     select id, gen_random_uuid(), '${action}', 'installation', '{}' ${more} from tenants`;
  const member = (role: string, columns = '', values = '') =>
    `insert into members (tenant_id, id, email, role, password_hash ${columns})
     select id, gen_random_uuid(), 'new@example.com', '${role}', 'x' ${values} from tenants`;

  it.each([
    ['read tokens', 'select from tokens'],
    ['read who the members are', 'select email from members'],
    ['read password hashes', 'select password_hash from members'],
    ['read logins', 'select hash from logins'],
    ['read invitations', 'select hash from invitations'],
    ['read mailed codes', 'select hash from mailed_codes'],
    ['read what records say', 'select data from audit_records'],
    ['read whose deeds they were', 'select by_id, address from audit_records'],
    ['read where chains end', 'select from audit_heads'],
    ['read what is kept of a device', 'select sealed from device_keys'],
    ['read the keys of tenants', 'select from tenant_keys'],
    ['read numbers', 'select phone from devices'],
    ['read proxies', 'select proxy from devices'],
    ['change a device', `update devices set state = 'banned'`],
    ['delete a device', 'delete from devices'],
    ['read what was logged', 'select from device_log'],
    ['rename a shard', `update shards set name = 'x'`],
    ['make a shard', `insert into shards (name) values ('live-99')`],
    ['read what events say', 'select data from events'],
    ['read how a tenant is set up', 'select time_zone from tenants'],
    ['name a tenant anew', `update tenants set name = 'other'`],
    ['take a name back', 'delete from released_names'],
    ['change a record', 'update audit_records set position = 1'],
    ['delete a record', 'delete from audit_records'],
    ['record what only a tenant does', record('token.created')],
    ['record that a tenant began which is there already', record('tenant.created')],
    ['record a login to a tenant that is there already', record('login.opened')],
    ['give a record its place', record('tenant.plan_changed', `, 9, 'x'`)],
    [
      'tell of anything but tenants',
      `insert into events (tenant_id, id, type, data) select id, gen_random_uuid(), 'token.created', '{}' from tenants`,
    ],
    ['put an owner into a tenant that is there', member('owner')],
    ['put any other member into one', member('admin')],
    ['make an owner whose address counts as verified', member('owner', ', email_verified_at', ', now()')],
    ['change a member', `update members set role = 'owner'`],
    ['set a password', `update members set password_hash = 'x'`],
    ['delete a member', 'delete from members'],
    [
      'log in to a tenant that is there',
      `insert into logins (tenant_id, id, member_id, hash) select id, gen_random_uuid(), '${toUuid(acme.ownerId)}', 'x' from tenants`,
    ],
    [
      'make a code for a member of one',
      `insert into mailed_codes (tenant_id, id, member_id, purpose, hash, expires_at)
       select id, gen_random_uuid(), '${toUuid(acme.ownerId)}', 'verify_email', 'x', now() from tenants`,
    ],
    ['invite anybody', `insert into invitations select from invitations`],
    ['read what is written to whom', 'select text from messages'],
    ['change a message', `update messages set status = 'sent'`],
    ['delete a message', 'delete from messages'],
    ['change a balance', 'update balances set pending = 0'],
    ['delete a balance', 'delete from balances'],
    ['read what was answered to a request', 'select answer from idempotency_keys'],
    ['make a token', `insert into tokens select from tokens`],
    ['change a plan', 'update plans set devices = 1'],
    ['make a table', 'create table mine (id int)'],
    ['become the other role', 'set role parley_app'],
  ])('%s', async (_, sql) => {
    await expect(installation.query(sql)).rejects.toThrow(refused);
  });

  it('make a new tenant a member who is no owner, or a code for another use than verifying', async () => {
    const owner = [toUuid(newId('ten')), toUuid(acme.ownerId)];
    const begin = async () => {
      await installation.query('begin');
      await installation.query(
        `insert into tenants (id, name, plan_id) values ($1, 'fresh', 'trial')`,
        owner.slice(0, 1),
      );
    };
    const makeMember = (role: string) =>
      installation.query(
        `insert into members (tenant_id, id, email, role, password_hash) values ($1, $2, 'a@example.com', '${role}', 'x')`,
        owner,
      );
    const makeCode = (purpose: string) =>
      installation.query(
        `insert into mailed_codes (tenant_id, id, member_id, purpose, hash, expires_at)
         values ($1, gen_random_uuid(), $2, '${purpose}', 'x', now())`,
        owner,
      );
    await begin();
    await expect(makeMember('admin')).rejects.toThrow(refused);
    await installation.query('rollback');
    await begin();
    expect(await makeMember('owner')).toMatchObject({ rowCount: 1 });
    expect(await makeCode('verify_email')).toMatchObject({ rowCount: 1 });
    await expect(makeCode('reset_password')).rejects.toThrow(refused);
    await installation.query('rollback');
  });
});

it('sees of records only whose are without a place', async () => {
  const counted = await asOwner(database.databaseUrl, (owner) =>
    owner.query('select from audit_records where position is null'),
  );
  expect(counted.rowCount).toBeGreaterThan(0);
  const { rowCount } = await installation.query('select tenant_id, position from audit_records');
  expect(rowCount).toBe(counted.rowCount);
});

it('does not even see events that are to be kept', async () => {
  expect((await installation.query('select tenant_id, id, at from events')).rowCount).toBe(0);
  expect((await installation.query('delete from events')).rowCount).toBe(0);
});

it('neither sees nor deletes a key whose time is not over', async () => {
  expect((await installation.query('select tenant_id, id from device_keys')).rowCount).toBe(0);
  expect((await installation.query('delete from device_keys')).rowCount).toBe(0);
});

it('neither sees nor deletes a key under which the first answer is still given', async () => {
  await asOwner(database.databaseUrl, (owner) =>
    owner.query(
      `insert into idempotency_keys (tenant_id, key, request_hash, created_at) values
         ($1, 'old', 'x', now() - interval '8 days'), ($1, 'young', 'x', now() - interval '6 days')`,
      [acme.uuid],
    ),
  );
  expect((await installation.query('select key from idempotency_keys')).rows).toEqual([{ key: 'old' }]);
  expect((await installation.query('delete from idempotency_keys')).rowCount).toBe(1);
});

it('gains nothing by naming a tenant', async () => {
  await installation.query(`select set_config('app.tenant_id', $1, false)`, [acme.uuid]);
  expect((await installation.query('select tenant_id, id, at from events')).rowCount).toBe(0);
  await expect(installation.query('select from tokens')).rejects.toThrow(refused);
  await expect(installation.query('select from members')).rejects.toThrow(refused);
});
