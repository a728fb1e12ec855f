import { newId, toUuid } from '@parley/contract';
import { DataSource } from 'typeorm';
import { afterAll, describe, expect, it } from 'vitest';
import {
  installationAuthor,
  createStore,
  installationDataSourceOptions,
  tenantDataSourceOptions,
} from '../src/index.ts';
import { grantsOf } from './grants-of.ts';
import { describeTables } from './isolation-attempts.ts';
import { settle } from './isolation-world.ts';
import { asOwner, connectAs, createTestDatabase, testMasterKey } from './test-database.ts';

// Raw SQL as the role our processes connect as: what Postgres refuses here, no mistake of our code can undo.

const database = await createTestDatabase();
const store = database.openStore({ poolSize: 1 });
const app = await connectAs(database, 'parley_app');
afterAll(async () => {
  await app.end();
  await database.drop();
});

const acme = await settle(store, 'acme');
const rival = await settle(store, 'rival');
const tables = await asOwner(database.databaseUrl, describeTables);

const asTenant = async (uuid: string, sql: string, values: unknown[] = []) => {
  await app.query('begin');
  try {
    const { session } = uuid === acme.uuid ? acme : rival;
    await app.query(
      `select set_config('app.tenant_id', $1, true), set_config('app.device_id', $2, true),
         set_config('app.shard', $3, true), set_config('app.epoch', $4, true)`,
      [uuid, toUuid(session.deviceId), session.shard, session.epoch],
    );
    return await app.query<Record<string, unknown>>(sql, values);
  } finally {
    await app.query('rollback');
  }
};

describe.each(tables)('row-level security of $name', ({ name: table, tenant: column }) => {
  it('shows nothing while no tenant is named', async () => {
    expect(await app.query(`select * from ${table}`)).toMatchObject({ rows: [] });
  });

  it('shows nothing once a tenant was named and its transaction ended', async () => {
    await asTenant(acme.uuid, 'select 1');
    expect(await app.query(`select current_setting('app.tenant_id', true) as left`)).toMatchObject({
      rows: [{ left: '' }],
    });
    expect(await app.query(`select * from ${table}`)).toMatchObject({ rows: [] });
  });

  it(`shows a tenant its own rows and no others, however it asks`, async () => {
    const { rows } = await asTenant(acme.uuid, `select distinct ${column} as tenant from ${table}`);
    expect(rows).toEqual([{ tenant: acme.uuid }]);
    expect(await asTenant(acme.uuid, `select from ${table} where ${column} = $1`, [rival.uuid])).toMatchObject({
      rowCount: 0,
    });
  });
});

describe('a tenant cannot', () => {
  const refused = /row-level security|permission denied|nobody may (?:insert|delete) such a message/;
  /** What only a session may write, by somebody else. */
  const forgeries = [
    ['write a message as if it had been received', `'in', 'contact', 'text', 'received', 'x', null`],
    ['write a message as if it had been sent', `'out', 'api', 'text', 'sent', 'x', current_date`],
    ['write a message that counts nowhere', `'out', 'api', 'text', 'queued', 'x', null`],
  ] as const;
  const mine = acme.uuid;
  const theirs = rival.uuid;

  it.each([
    [
      'write an event for another',
      `insert into events (tenant_id, id, type, data) values ($1, gen_random_uuid(), 'x', '{}')`,
      [theirs],
    ],
    [
      'write a token for another',
      `insert into tokens (tenant_id, id, name, network, hash, hint, scopes) values ($1, gen_random_uuid(), 'x', 'live', 'x', 'x', '{}')`,
      [theirs],
    ],
    [
      'write a member for another',
      `insert into members (tenant_id, id, email, role, password_hash) values ($1, gen_random_uuid(), 'x', 'owner', 'x')`,
      [theirs],
    ],
    [
      'write a record for another',
      `insert into audit_records (tenant_id, id, action, by_kind, data) values ($1, gen_random_uuid(), 'x', 'visitor', '{}')`,
      [theirs],
    ],
    ['move a token to another', 'update tokens set tenant_id = $1', [theirs]],
    ['move a member to another', 'update members set tenant_id = $1', [theirs]],
    ['make a tenant', `insert into tenants (id, name, plan_id) values ($1, 'x', 'demo')`, [toUuid(newId('ten'))]],
    ['delete itself', 'delete from tenants where id = $1', [mine]],
    ['choose its plan', `update tenants set plan_id = 'growth' where id = $1`, [mine]],
    ['take another name', `update tenants set name = 'other' where id = $1`, [mine]],
    ['make a token another one', 'update tokens set id = gen_random_uuid() where tenant_id = $1', [mine]],
    ['give a token other scopes', `update tokens set scopes = '{messages:send}' where tenant_id = $1`, [mine]],
    ['free a token of its policy', `update tokens set policy = '{}' where tenant_id = $1`, [mine]],
    ['bring a token to the live network', `update tokens set network = 'live' where tenant_id = $1`, [mine]],
    ['let a token live longer', 'update tokens set expires_at = null where tenant_id = $1', [mine]],
    ['delete a token', 'delete from tokens where tenant_id = $1', [mine]],
    ['give a member another address', `update members set email = 'x' where tenant_id = $1`, [mine]],
    ['give a login to another member', 'update logins set member_id = gen_random_uuid() where tenant_id = $1', [mine]],
    ['give a login another secret', `update logins set hash = 'x' where tenant_id = $1`, [mine]],
    ['let a login live longer', 'update logins set created_at = now() where tenant_id = $1', [mine]],
    ['change an invitation', `update invitations set role = 'owner' where tenant_id = $1`, [mine]],
    ['change a mailed code', `update mailed_codes set purpose = 'verify_email' where tenant_id = $1`, [mine]],
    ['change what happened', `update events set type = 'x' where tenant_id = $1`, [mine]],
    ['delete what happened', 'delete from events where tenant_id = $1', [mine]],
    ['change a record', `update audit_records set action = 'x' where tenant_id = $1`, [mine]],
    ['change whose deed it was', 'update audit_records set by_id = null where tenant_id = $1', [mine]],
    ['change when it was', 'update audit_records set at = now() where tenant_id = $1', [mine]],
    ['delete a record', 'delete from audit_records where tenant_id = $1', [mine]],
    [
      'write a record into the past',
      `insert into audit_records (tenant_id, id, at, action, by_kind, data) values ($1, gen_random_uuid(), now(), 'x', 'visitor', '{}')`,
      [mine],
    ],
    [
      'write a record that has a place already',
      `insert into audit_records (tenant_id, id, action, by_kind, data, position, hash)
       values ($1, gen_random_uuid(), 'x', 'visitor', '{}', 9, 'x')`,
      [mine],
    ],
    [
      'add a device for another',
      `insert into devices (tenant_id, id, name, network, shard) values ($1, gen_random_uuid(), 'x', 'live', 'live-00')`,
      [theirs],
    ],
    ['move a device to another shard', `update devices set shard = 'live-00' where tenant_id = $1`, [mine]],
    ['move a device to the other network', `update devices set network = 'live' where tenant_id = $1`, [mine]],
    [
      'add a device that is linked already',
      `insert into devices (tenant_id, id, name, network, shard, is_linked) values ($1, gen_random_uuid(), 'x', 'live', 'live-00', true)`,
      [mine],
    ],
    [
      'keep a key for another device than the one named',
      `insert into device_keys (tenant_id, device_id, kind, id, sealed) values ($1, gen_random_uuid(), 'x', 'x', 'x')`,
      [mine],
    ],
    [
      'log for another device than the one named',
      `insert into device_log (tenant_id, device_id, id, at, direction, shape)
       values ($1, gen_random_uuid(), gen_random_uuid(), now(), 'in', '{}')`,
      [mine],
    ],
    [
      'move a key to another device',
      'update device_keys set device_id = gen_random_uuid() where tenant_id = $1',
      [mine],
    ],
    ['change what was logged', `update device_log set shape = '{}' where tenant_id = $1`, [mine]],
    [
      'write a message that was received by another device than the one named',
      `insert into messages (tenant_id, id, device_id, chat_id, direction, origin, type, status, whatsapp_id)
       select tenant_id, gen_random_uuid(), gen_random_uuid(), chat_id, 'in', 'contact', 'text', 'received', 'x'
       from messages where tenant_id = $1 limit 1`,
      [mine],
    ],
    [
      'let its session write a message that counts',
      `insert into messages (tenant_id, id, device_id, chat_id, direction, origin, type, status, whatsapp_id, day)
       select tenant_id, gen_random_uuid(), current_setting('app.device_id')::uuid, chat_id, 'out', 'phone', 'text', 'sent', 'x', now()
       from messages where tenant_id = $1 limit 1`,
      [mine],
    ],
    ...forgeries.map(([what, row]): [string, string, string[]] => [
      what,
      `with own as (select set_config('app.device_id', '', true))
       insert into messages (tenant_id, id, device_id, chat_id, direction, origin, type, status, whatsapp_id, day)
       select tenant_id, gen_random_uuid(), device_id, chat_id, ${row} from messages cross join own where tenant_id = $1 limit 1`,
      [mine],
    ]),
    [
      'delete a message that is still to be sent',
      `delete from messages where tenant_id = $1 and status = 'queued'`,
      [mine],
    ],
    ['forget what was answered to a request', 'delete from idempotency_keys where tenant_id = $1', [mine]],
    ['change its key', `update tenant_keys set wrapped = 'x' where tenant_id = $1`, [mine]],
    ['destroy its key', 'delete from tenant_keys where tenant_id = $1', [mine]],
    ['gain a shard', 'update shards set epoch = epoch + 1', []],
    ['make a shard', `insert into shards (name) values ('live-99')`, []],
    ['lose the end of its chain', 'delete from audit_heads where tenant_id = $1', [mine]],
    ['see which names were given up', 'select from released_names', []],
    ['give up a name', `insert into released_names (name) values ('x')`, []],
    ['take a name back', 'delete from released_names', []],
    ['change a plan', 'update plans set devices = 1000000', []],
    ['change the list of migrations', 'delete from migrations', []],
    ['make a table', 'create table mine (id int)', []],
    ['empty a table', 'truncate events', []],
    ['switch row-level security off', 'alter table tokens disable row level security', []],
    ['drop a policy', 'drop policy chained_once on audit_records', []],
    ['become the other role', 'set local role parley_installation', []],
  ])('%s', async (_, sql, values) => {
    const isOwners = /^(?:alter|drop)/.test(sql);
    await expect(asTenant(mine, sql, values)).rejects.toThrow(isOwners ? /must be owner/ : refused);
  });

  it('change the rows of another, which it cannot even find', async () => {
    const changed = await asTenant(mine, 'update tenants set time_zone = $1 where id = $2', ['Asia/Tokyo', theirs]);
    expect(changed.rowCount).toBe(0);
  });

  it.each([
    ['a login', 'insert into logins (tenant_id, id, member_id, hash) values ($1, gen_random_uuid(), $2, $3)'],
    [
      'a code',
      `insert into mailed_codes (tenant_id, id, member_id, purpose, hash, expires_at)
       values ($1, gen_random_uuid(), $2, 'verify_email', $3, now())`,
    ],
  ])('make %s for the member of another', async (_, sql) => {
    const write = asTenant(mine, sql, [mine, toUuid(rival.ownerId), Buffer.alloc(32)]);
    await expect(write).rejects.toThrow(/violates foreign key constraint "\w+_member_fkey"/);
  });

  it('touch a record once it has its place, though it may give one to a record that has none', async () => {
    const move = 'update audit_records set position = position + 100, hash = hash where position is not null';
    expect(await asTenant(mine, move)).toMatchObject({ rowCount: 0 });
    const give = `update audit_records set position = 100, hash = 'x'
      where id = (select id from audit_records where position is null limit 1)`;
    expect(await asTenant(mine, give)).toMatchObject({ rowCount: 1 });
  });
});

it('brings no revoked token back, not even as its own tenant', async () => {
  const back = `update tokens set revoked_at = null where revoked_at is not null`;
  await store.forCaller(installationAuthor(rival.id), ({ tokens }) => tokens.revoke(rival.tokenId));
  expect(await asTenant(rival.uuid, back)).toMatchObject({ rowCount: 0 });
});

it('gives the role of a tenant these rights and no others', async () => {
  expect(await grantsOf(app)).toEqual([
    'DELETE balances',
    'DELETE batches',
    'DELETE chats',
    'DELETE contacts',
    'DELETE device_keys',
    'DELETE device_log',
    'DELETE devices',
    'DELETE invitations',
    'DELETE logins',
    'DELETE mailed_codes',
    'DELETE members',
    'DELETE messages',
    'INSERT audit_heads',
    'INSERT audit_records: action, address, by_id, by_kind, data, id, request_id, tenant_id',
    'INSERT balances: day, device_id, first_contacts, pending, tenant_id',
    'INSERT batches: accepted, id, refused, tenant_id',
    'INSERT chats: contact_id, device_id, id, tenant_id',
    'INSERT contacts: id, lid, name, phone, tenant_id',
    'INSERT device_keys',
    'INSERT device_log',
    'INSERT devices: id, name, network, phone, proxy, proxy_hint, shard, tenant_id',
    'INSERT events',
    'INSERT idempotency_keys: key, request_hash, tenant_id',
    'INSERT invitations',
    'INSERT logins',
    'INSERT mailed_codes',
    'INSERT members',
    'INSERT messages: accepted_by_id, accepted_by_kind, batch_id, chat_id, created_at, day, device_id, direction, due_at, expires_at, id, is_first_contact, metadata, origin, received_while_offline, send_at, sent_at, status, tenant_id, text, type, whatsapp_id',
    'INSERT tenant_keys: master_key_id, tenant_id, wrapped',
    'INSERT tokens',
    'SELECT audit_heads',
    'SELECT audit_records',
    'SELECT balances',
    'SELECT batches',
    'SELECT chats',
    'SELECT contacts',
    'SELECT device_keys',
    'SELECT device_log',
    'SELECT devices',
    'SELECT events',
    'SELECT idempotency_keys',
    'SELECT invitations',
    'SELECT logins',
    'SELECT mailed_codes',
    'SELECT members',
    'SELECT messages',
    'SELECT migrations',
    'SELECT plans',
    'SELECT shards',
    'SELECT tenant_keys',
    'SELECT tenants',
    'SELECT tokens',
    'UPDATE audit_heads: hash, position',
    'UPDATE audit_records: hash, position',
    'UPDATE balances: failed, first_contacts, pending, successful',
    'UPDATE batches: accepted, canceled_at, done_at, refused, told_at',
    'UPDATE chats: contact_id, known_since',
    'UPDATE contacts: lid, name, phone',
    'UPDATE device_keys: expires_at, sealed',
    'UPDATE devices: deleted_at, first_contacts_from, is_linked, is_logged, lid, link, messages_per_minute, name, phone, proxy, proxy_hint, reason, said_under, sends_from, shows_typing, since, state, until, wish',
    'UPDATE idempotency_keys: answer, created_at, devices, request_hash',
    'UPDATE logins: last_seen_at',
    'UPDATE members: email_verified_at, has_own_password, last_seen_at, password_hash, role',
    'UPDATE messages: attempts, chat_id, claimed_under, delivered_at, due_at, failed_at, failure, failure_until, first_tried_at, is_first_contact, read_at, sent_at, server_code, status',
    'UPDATE tenants: time_zone',
    'UPDATE tokens: hash, last_used_at, regenerated_at, revoked_at',
  ]);
});

describe('through the store', () => {
  it('leaves no tenant behind on a connection that is used again', async () => {
    const config = { databaseUrl: database.databaseUrl, masterKey: testMasterKey, poolSize: 1 };
    const source = new DataSource(tenantDataSourceOptions(config));
    const pooled = createStore({
      tenantSource: source,
      installationSource: new DataSource(installationDataSourceOptions(config)),
      masterKey: testMasterKey,
    });
    await pooled.forTenant(acme.id, ({ tenant }) => tenant.account());
    expect(await source.query('select * from tenants')).toEqual([]);
    await pooled.close();
  });

  it('keeps nothing of work that throws', async () => {
    const work = store.forCaller(installationAuthor(acme.id), async ({ tenant }) => {
      await tenant.changeSettings({ time_zone: 'Asia/Tokyo' });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await store.forTenant(acme.id, ({ tenant }) => tenant.settings())).toEqual({ time_zone: 'UTC' });
    const { rowCount } = await asOwner(database.databaseUrl, (owner) =>
      owner.query(`select from events where type = 'settings.changed'`),
    );
    expect(rowCount).toBe(0);
  });
});
