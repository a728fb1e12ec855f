import {
  type BatchId,
  type ChatId,
  freePolicy,
  type DeviceId,
  type InvitationId,
  type MemberId,
  type MessageId,
  networks,
  newId,
  type Operation,
  type Policy,
  roles,
  roleScopes,
  scopes,
  type TokenId,
  toId,
  toRequest,
  toUuid,
} from '@parley/contract';
import { type CallerStore, hashPassword, installationAuthor } from '@parley/store';
import { asOwner } from '@parley/store/test-database';
import { inDatabase } from './in-database.ts';
import { addDevice, addLinkedDevice } from './test-holder.ts';
import { type Answer, newEmail, type TestApi, type TestMember, type TestTenant, testPassword } from './test-api.ts';

/** One of each thing a caller can name. */
export type Things = {
  member: MemberId;
  email: string;
  token: TokenId;
  invitation: InvitationId;
  inviteCode: string;
  verifyCode: string;
  resetCode: string;
  device: DeviceId;
  linkedDevice: DeviceId;
  /** One that waits to be sent, by the linked device; of a batch of its own. */
  message: MessageId;
  chat: ChatId;
  batch: BatchId;
};

/** A tenant with its things, and what an input may need that nobody has yet. */
export type Side = {
  tenant: TestTenant;
  things: Things;
  fresh: { name: string; email: string; timeZone: string };
};

/** Who asks; nobody, where nothing is given. */
export type Asker = { token?: string; login?: TestMember };

export type World = {
  api: TestApi;
  acme: TestTenant;
  /** Acme's things for whatever is refused; what succeeds uses things up. */
  side: Side;
  /** Of acme, and may do all. */
  owner: TestMember;
  rival: Side & { owner: TestMember };
  /** Things that acme had. */
  gone: Things;
  /** Things that nobody ever had. */
  never: Things;
};

/** Two tenants with things in both. Each operation gets a world of its own, for some of them end it. */
export const createWorld = async (api: TestApi): Promise<World> => {
  const [rival, ghost] = [await api.createTenant(), await api.createTenant()];
  const never = await makeThings(api, ghost);
  await api.store.forInstallation(({ deleteTenant }) => deleteTenant(ghost));
  const named = await api.createTenant();
  // A token of the sandbox could hand nobody what a member may do.
  const acme = { ...named, token: await createToken({ api, acme: named }, { network: 'live' }) };
  const gone = await makeThings(api, acme);
  await api.store.forCaller(installationAuthor(acme.id), async ({ members, tokens, invitations, devices }) => {
    await members.remove(gone.member);
    await tokens.revoke(gone.token);
    await invitations.withdraw(gone.invitation);
    for (const device of [gone.device, gone.linkedDevice]) await devices.delete(device, { networks, devices: null });
  });
  for (const table of ['messages', 'batches'])
    await inDatabase(api, `delete from ${table} where tenant_id = $1`, [toUuid(acme.id)]);
  const owner = await api.createMember(acme);
  const rivalOwner = await api.createMember(rival);
  const rivals = { ...(await createSide(api, rivalOwner)), owner: rivalOwner };
  return { api, acme, side: await createSide(api, { ...owner, tenant: acme }), owner, rival: rivals, gone, never };
};

export const createSide = async (api: TestApi, { id, tenant }: Pick<TestMember, 'id' | 'tenant'>): Promise<Side> => {
  const word = newId('evt').slice(-12);
  timeZones.reverse();
  const fresh = { name: `n-${word}`, email: `${word}@example.com`, timeZone: timeZones[0] };
  return { tenant, things: await makeThings(api, tenant, id), fresh };
};

const timeZones: [string, string] = ['Europe/Paris', 'Asia/Tokyo'];

/** A code that verifies is good only for the login of its own member: `owner`, if there is one to bring it. */
const makeThings = async (api: TestApi, { id }: TestTenant, owner?: MemberId): Promise<Things> => {
  const { store } = api;
  passwordHash ??= await hashPassword(testPassword);
  const memberHash = passwordHash;
  const email = newEmail();
  const [{ id: device }, { id: linkedDevice }] = [await addDevice(api, id), await addLinkedDevice(api, id)];
  return store.forCaller(installationAuthor(id), async ({ members, tokens, invitations, batches }) => {
    const { message, chat, batch } = await accept(batches, linkedDevice);
    const added = await members.add({ email, role: 'viewer', passwordHash: memberHash, hasOwnPassword: true });
    const invited = await invitations.create({ email: newEmail(), role: 'viewer' });
    if (!added.ok || !invited.ok) throw new Error('The plan has no room for the things of a test.');
    const { token } = await tokens.create({ name: newId('tok'), network: 'sandbox', scopes: ['reports:read'] });
    const member = added.value.id;
    const verifyCode = await members.createCode({ memberId: owner ?? member, purpose: 'verify_email' });
    const resetCode = await members.createCode({ memberId: member, purpose: 'reset_password' });
    if (verifyCode === null || resetCode === null) throw new Error('A member of a moment ago is gone.');
    return {
      member,
      email,
      token: token.id,
      invitation: invited.value.invitation.id,
      inviteCode: invited.value.clear,
      verifyCode,
      resetCode,
      device,
      linkedDevice,
      message,
      chat,
      batch,
    };
  });
};

const accept = async (
  batches: CallerStore['batches'],
  device: DeviceId,
): Promise<Pick<Things, 'message' | 'chat' | 'batch'>> => {
  const text = { device, phone: '12025550120', text: 'Hello', sendAt: null, ttlSeconds: null, metadata: null };
  const accepting = { messages: [text], origin: 'api', refused: 0 } as const;
  const { id: batch, outcomes } = await batches.accept(accepting, { networks, devices: null });
  const [outcome] = outcomes;
  if (!outcome?.ok || batch === null) throw new Error('A linked device takes no message.');
  return { message: outcome.message.id, chat: outcome.message.chat, batch };
};

let passwordHash: string | undefined;

/** Asks an operation of acme, from another address each time: no limit by address stands in the way. */
export const ask = ({ api, acme }: World, operation: Operation, asked: Asked): Promise<Answer> => {
  const { input, by = {}, headers = {}, tenantName = acme.name } = asked;
  const { method, path, body } = toRequest(operation, input);
  askedCount += 1;
  const init = {
    method,
    ...(body !== undefined && { body }),
    headers: {
      'x-forwarded-for': `172.16.${askedCount >> 8}.${askedCount & 255}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(by.token !== undefined && { 'access-token': by.token }),
      ...(by.login && { cookie: by.login.cookie, 'x-parley-dashboard': '1', origin: api.ownOrigin }),
      ...headers,
    },
  };
  return api.request(operation.http.isOnBareHost ? path : `/t/${tenantName}${path}`, init);
};

type Asked = {
  input: Record<string, unknown>;
  by?: Asker;
  headers?: Record<string, string>;
  tenantName?: string;
};

let askedCount = 0;

/** Another token of acme. It may do all, but for what is narrowed here. */
export const createToken = async (
  { api, acme }: Pick<World, 'api' | 'acme'>,
  narrowed: { without?: readonly (string | undefined)[]; network?: 'live'; policy?: Partial<Policy> },
): Promise<string> => {
  const granted = scopes.filter((scope) => !narrowed.without?.includes(scope));
  const { clear } = await api.store.forCaller(installationAuthor(acme.id), ({ tokens }) =>
    tokens.create({
      name: 'one of several',
      network: narrowed.network ?? 'sandbox',
      scopes: granted,
      policy: { ...freePolicy, ...narrowed.policy },
    }),
  );
  return clear;
};

/** A member of acme whose role lacks a scope. */
export const memberWithout = ({ api, acme }: World, missing: string): Promise<TestMember> => {
  const role = roles.find((each) => !roleScopes[each].some((scope) => scope === missing));
  if (role === undefined) throw new Error(`Every role has ${missing}.`);
  return api.createMember(acme, { role });
};

/** Every row that belongs to a tenant. */
export const rowsOf = ({ api }: World, { name }: TestTenant): Promise<string> =>
  asOwner(api.databaseUrl, async (owner) => {
    const { rows: tables } = await owner.query<{ name: string; key: string }>(
      `select table_name as name, column_name as key from information_schema.columns
       where table_schema = 'public' and (column_name = 'tenant_id' or (table_name, column_name) = ('tenants', 'id'))
       order by table_name`,
    );
    const found: string[] = [];
    for (const table of tables) {
      const { rows } = await owner.query<{ text: string }>(
        `select row_of::text as text from ${table.name} row_of
         where ${table.key} = (select id from tenants where name = $1) order by 1`,
        [name],
      );
      found.push(`${table.name}:`, ...rows.map(({ text }) => text));
    }
    return found.join('\n');
  });

export type FoundRecord = { tenant: string; action: string; by: string | null };

/** What a request left in the audit log, of whatever tenant, in the order it was done. */
export const recordsOf = async ({ api }: World, { headers }: Answer): Promise<FoundRecord[]> => {
  const found = await inDatabase(
    api,
    'select tenant_id, action, by_kind, by_id from audit_records where request_id = $1 order by id',
    [headers.get('x-request-id')],
  );
  return found.map(({ tenant_id, action, by_kind, by_id }) => ({
    tenant: toId('ten', String(tenant_id)),
    action: String(action),
    by: by_id === null ? null : toId(by_kind === 'token' ? 'tok' : 'mem', String(by_id)),
  }));
};
