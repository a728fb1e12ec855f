import { randomInt } from 'node:crypto';
import { newId } from '@parley/contract';
import { afterAll, expect, it } from 'vitest';
import type { CallerStore } from '../src/doors/tenant-door.ts';
import { installationAuthor } from '../src/index.ts';
import {
  checksums,
  createRandom,
  everywhere,
  hashOfRequest,
  type Inhabitant,
  populate,
  settle,
} from './isolation-world.ts';
import { createTestDatabase } from './test-database.ts';

// Tenants that ask every function of the store for what is another's, by its right id and its right secret. The
// answer is the one they get for what nobody has.

const database = await createTestDatabase();
const store = database.openStore({ poolSize: 4 });
afterAll(database.drop);

const inhabitants = await populate(store, 12);
const victims = inhabitants.slice(6);
const attackers = inhabitants.slice(0, 6);
/** Whose things are asked for to learn how a thing that nobody has is answered. */
const nobody: Inhabitant = {
  id: newId('ten'),
  uuid: '00000000-0000-7000-8000-000000000000',
  email: 'nobody@example.com',
  ownerId: newId('mem'),
  loginId: newId('log'),
  invitationId: newId('inv'),
  tokenId: newId('tok'),
  deviceId: newId('dev'),
  session: { tenantId: newId('ten'), deviceId: newId('dev'), shard: 'live-00', epoch: 1 },
  linkedDeviceId: newId('dev'),
  messageId: newId('msg'),
  batchId: newId('bat'),
  key: 'key of nobody',
  secrets: {
    token: { use: 'live', id: newId('tok'), hash: Buffer.alloc(32, 1) },
    login: { use: 'login', id: newId('log'), hash: Buffer.alloc(32, 1) },
    invite: { use: 'invite', id: newId('inv'), hash: Buffer.alloc(32, 1) },
    verify: { use: 'code', id: newId('cod'), hash: Buffer.alloc(32, 1) },
    reset: { use: 'code', id: newId('cod'), hash: Buffer.alloc(32, 1) },
  },
};

const everyChat = { ...everywhere, chats: null };
const text = { phone: '12025550120', text: 'x', sendAt: null, ttlSeconds: null, metadata: null };

const reset = (their: Inhabitant) => ({ presented: their.secrets.reset, passwordHash: 'x' });

/** Each function that is given something to find its row by, asked for theirs. */
const attacks: Record<string, (store: CallerStore, their: Inhabitant) => Promise<unknown>> = {
  'audit.list': ({ audit }, { ownerId }) => audit.list({ limit: 10, by: ownerId }),
  'devices.find': ({ devices }, { deviceId }) => devices.find(deviceId, everywhere),
  'devices.list': ({ devices }, { deviceId }) =>
    devices.list({ limit: 10 }, { networks: ['live', 'sandbox'], devices: [deviceId] }),
  'devices.listLog': ({ devices }, { deviceId }) => devices.listLog({ device: deviceId, limit: 10 }),
  'devices.change': ({ devices }, { deviceId }) => devices.change({ device: deviceId, name: 'x' }, everywhere),
  'devices.wish': ({ devices }, { deviceId }) =>
    devices.wish({ device: deviceId, wish: { kind: 'link', phone: null } }, everywhere),
  'devices.delete': ({ devices }, { deviceId }) => devices.delete(deviceId, everywhere),
  'messages.accept': ({ messages }, { linkedDeviceId: device }) =>
    messages.accept({ messages: [{ ...text, device }], origin: 'api', batchUuid: null }, everywhere),
  'messages.find': ({ messages }, { messageId: id }) => messages.find({ id, sentBy: null }, everyChat),
  'messages.list': ({ messages }, { batchId: batch }) => messages.list({ batch, limit: 10 }, everyChat),
  'messages.timeline': ({ messages }, { messageId }) => messages.timeline(messageId),
  'messages.cancel': ({ messages }, { messageId: id }) => messages.cancel({ id, sentBy: null }, everyChat),
  'batches.find': ({ batches }, { batchId: id }) => batches.find({ id, sentBy: null }, everyChat),
  'batches.cancel': ({ batches }, { batchId: id }) => batches.cancel({ id, sentBy: null }, everyChat),
  // What it would be called is not what it finds.
  'batches.accept': async ({ batches, undo }, { linkedDeviceId: device }) => {
    undo();
    const accepting = { messages: [{ ...text, device }], origin: 'api', refused: 0 } as const;
    return (await batches.accept(accepting, everywhere)).accepted;
  },
  'reports.usage': ({ reports }, { linkedDeviceId: device }) => reports.usage({ device }, everywhere),
  'reports.failedNumbers': ({ reports }, { linkedDeviceId: device }) =>
    reports.failedNumbers({ device, limit: 10 }, everyChat),
  'idempotency.keep': ({ idempotency, undo }, { key }) => {
    undo();
    const kept = idempotency.keep(key, { answer: 'another', devices: [] });
    return kept.then(() => idempotency.bind({ key, requestHash: hashOfRequest }, everywhere));
  },
  'reports.balance': ({ reports }, { linkedDeviceId }) => reports.balance(linkedDeviceId, everywhere),
  // It binds what it does not find; nothing of that is kept.
  'idempotency.bind': ({ idempotency, undo }, { key }) => {
    undo();
    return idempotency.bind({ key, requestHash: hashOfRequest }, everywhere);
  },
  'members.find': ({ members }, { ownerId }) => members.find(ownerId),
  'members.hold': ({ members }, { ownerId }) => members.hold(ownerId),
  'members.hasOwnPassword': ({ members }, { ownerId }) => members.hasOwnPassword(ownerId),
  'members.passwordHash': ({ members }, { ownerId }) => members.passwordHash(ownerId),
  'members.findByEmail': ({ members }, { email }) => members.findByEmail(email),
  'members.change': ({ members }, { ownerId }) => members.change({ id: ownerId, role: 'viewer' }),
  'members.remove': ({ members }, { ownerId }) => members.remove(ownerId),
  'members.changePassword': ({ members }, { ownerId }) => members.changePassword({ id: ownerId, from: 'x', to: 'y' }),
  'members.createCode': ({ members }, { ownerId }) =>
    members.createCode({ memberId: ownerId, purpose: 'verify_email' }),
  'members.verifyEmail': ({ members }, { ownerId, secrets }) =>
    members.verifyEmail({ presented: secrets.verify, memberId: ownerId }),
  'members.resetPassword': ({ members }, their) => members.resetPassword(reset(their)),
  'invitations.find': ({ invitations }, { invitationId }) => invitations.find({ id: invitationId }),
  'invitations.withdraw': ({ invitations }, { invitationId }) => invitations.withdraw(invitationId),
  'invitations.accept': ({ invitations }, { secrets }) =>
    invitations.accept({ presented: secrets.invite, passwordHash: 'x' }),
  'logins.verify': ({ logins }, { secrets }) => logins.verify(secrets.login),
  'logins.open': ({ logins }, { ownerId }) => logins.open(ownerId),
  'logins.openByPassword': ({ logins }, { ownerId }) => logins.openByPassword({ memberId: ownerId, passwordHash: 'x' }),
  // It answers nothing, so what it was about to close is answered.
  'logins.close': async ({ logins }, { loginId, secrets }) => {
    const found = await logins.verify(secrets.login);
    await logins.close(loginId);
    return found;
  },
  'logins.closeAll': ({ logins }, { ownerId }) => logins.closeAll({ memberId: ownerId }),
  'tokens.hold': ({ tokens }, { tokenId }) => tokens.hold(tokenId),
  'tokens.verify': ({ tokens }, { secrets }) => tokens.verify(secrets.token),
  'tokens.regenerate': ({ tokens }, { tokenId }) => tokens.regenerate(tokenId),
  'tokens.revoke': ({ tokens }, { tokenId }) => tokens.revoke(tokenId),
};

/** Functions that are given nothing to find a row by: they can be asked for nobody else's. */
const finders = ['tenant.account', 'tenant.settings', 'tenant.changeSettings', 'plans.list', 'members.list'].concat(
  ['invitations.list', 'tokens.list', 'members.add', 'invitations.create', 'tokens.create'],
  ['audit.readOn', 'audit.chainEnd', 'audit.checkChain', 'audit.chain', 'devices.add', 'events.read'],
  ['messages.expire', 'messages.prune'],
);

it('knows every function of the store', async () => {
  const functions = await store.forCaller(installationAuthor(nobody.id), async (each) =>
    Object.entries(each).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => `${noun}.${verb}`)),
  );
  expect([...Object.keys(attacks), ...finders].toSorted()).toEqual(functions.toSorted());
});

/** What somebody is answered, in a transaction of its own, which is kept unless it throws. */
const ask = (me: Inhabitant, name: string, their: Inhabitant): Promise<unknown> =>
  store
    .forCaller(installationAuthor(me.id), async (each) => ({ answer: await attacks[name]?.(each, their) }))
    .catch((error: unknown) => ({
      thrown: error instanceof Error && error.message.replaceAll(/[0-9a-f-]{36}/g, 'id'),
    }));

it.each(Object.keys(attacks))('%s finds what is there, so that its silence means something', async (name) => {
  const me = await settle(store, `own-${name.toLowerCase().replace('.', '-')}`);
  expect(await ask(me, name, me)).not.toEqual(await ask(me, name, nobody));
});

it("answers another's thing like one that nobody has, in 3,000 attempts", { timeout: 120_000 }, async () => {
  const seed = randomInt(2 ** 31);
  const [me] = attackers;
  if (!me) throw new Error('nobody lives here');
  const silence = new Map<string, unknown>();
  for (const name of Object.keys(attacks)) silence.set(name, await ask(me, name, nobody));
  const theirs = async () => {
    const all = await checksums(database.databaseUrl);
    return victims.map(({ uuid }) => all[uuid]);
  };
  const before = await theirs();
  let made = 0;
  const attack = async (_: number, place: number) => {
    const random = createRandom(seed + place);
    for (let left = 750; left > 0; left -= 1) {
      const name = random.pick(Object.keys(attacks));
      const answered = await ask(random.pick(attackers), name, random.pick(victims));
      expect(answered, `${name}, seed ${seed}`).toEqual(silence.get(name));
      made += 1;
    }
  };
  await Promise.all([1, 2, 3, 4].map(attack));
  expect(made).toBe(3_000);
  expect(await theirs(), `seed ${seed}`).toEqual(before);
});
