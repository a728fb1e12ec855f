import {
  type BatchId,
  type DeviceId,
  type FailureCode,
  type InvitationId,
  type LoginId,
  type MemberId,
  type MessageId,
  type Result,
  type TenantId,
  type TokenId,
  toUuid,
} from '@parley/contract';
import { installationAuthor, type Presented, type Reach, type SessionOf, type Store } from '../src/index.ts';
import { describeTables } from './isolation-attempts.ts';
import { asOwner, createTestTenant } from './test-database.ts';
import { presentedBy } from './test-member.ts';

/** A tenant with at least one row in every table, and with every secret in the clear. */
export type Inhabitant = {
  id: TenantId;
  uuid: string;
  email: string;
  ownerId: MemberId;
  loginId: LoginId;
  invitationId: InvitationId;
  tokenId: TokenId;
  deviceId: DeviceId;
  /** The session of its device, as the holder of the shard has it. */
  session: SessionOf;
  /** A message that waits to be sent by a device that is linked, in a batch of its own; accepted with a key. */
  linkedDeviceId: DeviceId;
  messageId: MessageId;
  batchId: BatchId;
  key: string;
  secrets: {
    token: Presented<'live' | 'test'>;
    login: Presented<'login'>;
    invite: Presented<'invite'>;
    verify: Presented<'code'>;
    reset: Presented<'code'>;
  };
};

/** So many tenants that have everything a tenant can have. */
export const populate = (store: Store, count: number): Promise<Inhabitant[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => settle(store, `tenant-${index}`)));

export const settle = async (store: Store, name: string): Promise<Inhabitant> => {
  const email = `owner@${name}.example`;
  const id = await createTestTenant(store, name);
  const sender = await settleSender(store, { id, name });
  const inhabitant = await store.forCaller(
    installationAuthor(id),
    async ({ members, logins, invitations, tokens, devices }): Promise<Inhabitant> => {
      const ownerId = valueOf(await members.add({ email, role: 'owner', passwordHash: 'x', hasOwnPassword: true })).id;
      const login = await logins.open(ownerId);
      const verify = await members.createCode({ memberId: ownerId, purpose: 'verify_email' });
      const reset = await members.createCode({ memberId: ownerId, purpose: 'reset_password' });
      const invited = valueOf(await invitations.create({ email: `guest@${name}.example`, role: 'viewer' }));
      const { token, clear } = await tokens.create({ name, network: 'live', scopes: [] });
      const { device, shard } = valueOf(
        await devices.add({
          name,
          network: 'sandbox',
          phone: null,
          proxy: `socks5://user:secret@${name}.example:1080`,
        }),
      );
      return {
        ...sender,
        id,
        uuid: toUuid(id),
        deviceId: device.id,
        session: { tenantId: id, deviceId: device.id, shard, epoch: await holdShard(store, shard) },
        email,
        ownerId,
        loginId: login.id,
        invitationId: invited.invitation.id,
        tokenId: token.id,
        secrets: {
          token: presentedBy(clear, 'live', 'test'),
          login: presentedBy(login.clear, 'login'),
          invite: presentedBy(invited.clear, 'invite'),
          verify: presentedBy(verify, 'code'),
          reset: presentedBy(reset, 'code'),
        },
      };
    },
  );
  await store.forSession(inhabitant.session, async ({ device, vault }) => {
    await vault.commit([
      { kind: 'creds', id: name, value: Buffer.from(`creds of ${name}`) },
      { kind: 'session', id: `${name} a`, value: Buffer.from(`session of ${name}`) },
    ]);
    await device.log([{ at: new Date(), direction: 'in', shape: { tag: 'message' } }]);
    await device.recordLink({ by: 'qr', text: `qr of ${name}`, expiresAt: new Date(Date.now() + 60_000) });
  });
  // Some records get their place in the chain, and some stay without.
  await store.forTenant(id, ({ audit }) => audit.chain(2));
  return inhabitant;
};

type Sender = Pick<Inhabitant, 'linkedDeviceId' | 'messageId' | 'batchId' | 'key'>;

const settleSender = async (store: Store, { id, name }: { id: TenantId; name: string }): Promise<Sender> => {
  const author = installationAuthor(id);
  const added = await store.forCaller(author, ({ devices }) =>
    devices.add({ name: `${name} too`, network: 'sandbox', phone: null, proxy: null }),
  );
  const { device, shard } = valueOf(added);
  const session = { tenantId: id, deviceId: device.id, shard, epoch: await holdShard(store, shard) };
  await store.forSession(session, (mine) => mine.device.recordLinked({ phone: '12025557000', lid: null }));
  return store.forCaller(author, async ({ batches, idempotency }) => {
    const text = {
      device: device.id,
      phone: '12025550120',
      text: name,
      sendAt: null,
      ttlSeconds: null,
      metadata: null,
    };
    await idempotency.bind({ key: `key of ${name}`, requestHash: hashOfRequest }, everywhere);
    const { id: batchId, outcomes } = await batches.accept({ messages: [text], origin: 'api', refused: 0 }, everywhere);
    const [outcome] = outcomes;
    if (!outcome?.ok || batchId === null) throw new Error('A linked device takes no message.');
    const { id: messageId } = outcome.message;
    await idempotency.keep(`key of ${name}`, { answer: { id: messageId }, devices: [device.id] });
    return { linkedDeviceId: device.id, messageId, batchId, key: `key of ${name}` };
  });
};

/** All of them asked the same. */
export const hashOfRequest = Buffer.alloc(32, 8);

/** Every device there is. */
export const everywhere: Reach = { networks: ['live', 'sandbox'], devices: null };

/** Each shard is gained once, and held for the whole of the test: other devices may belong to it. */
export const holdShard = (store: Store, shard: string): Promise<number> => {
  const held = heldShards.get(store) ?? new Map<string, Promise<number>>();
  heldShards.set(store, held);
  const epoch = held.get(shard) ?? store.forInstallation(({ growEpoch }) => growEpoch(shard));
  held.set(shard, epoch);
  return epoch;
};

const heldShards = new WeakMap<Store, Map<string, Promise<number>>>();

export const valueOf = <T>(result: Result<T, FailureCode>): T => {
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
};

/** The keys of all rows, by table and then by tenant. */
export const findRows = (databaseUrl: string): Promise<Record<string, Record<string, string[]>>> =>
  asOwner(databaseUrl, async (owner) => {
    const found: Record<string, Record<string, string[]>> = {};
    for (const { name, tenant, key } of await describeTables(owner)) {
      const { rows } = await owner.query<{ tenant: string; keys: string[] }>(
        `select ${tenant} as tenant, array_agg(${key}::text) as keys from ${name} group by 1`,
      );
      found[name] = Object.fromEntries(rows.map(({ tenant: whose, keys }) => [whose, keys]));
    }
    return found;
  });

/** One sum over every row of every table for each tenant: whatever changes a row of theirs changes it. */
export const checksums = async (databaseUrl: string): Promise<Record<string, string>> => {
  const tables = await asOwner(databaseUrl, describeTables);
  const all = tables.map(
    ({ name, tenant }) => `select ${tenant} as tenant, '${name}' || ${name}::text as line from ${name}`,
  );
  const { rows } = await asOwner(databaseUrl, (owner) =>
    owner.query<{ tenant: string; sum: string }>(
      `select tenant, md5(string_agg(line, ',' order by line)) as sum from (${all.join(' union all ')}) as every group by tenant`,
    ),
  );
  return Object.fromEntries(rows.map(({ tenant, sum }) => [tenant, sum]));
};

export type Random = ReturnType<typeof createRandom>;

/** Numbers that look random and come again with the same seed (mulberry32). */
export const createRandom = (seed: number) => {
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[below(from.length)];
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  };
  return { below, pick };
};
