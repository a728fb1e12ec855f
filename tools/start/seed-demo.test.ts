import { scopes } from '@parley/contract';
import { createTestProxy } from '@parley/runtime/test-proxy';
import { hashPassword, installationAuthor, isPassword, openStore, parseSecret, StoreUnavailable } from '@parley/store';
import { createTestDatabase, readEvents, type TestDatabase, testMasterKey } from '@parley/store/test-database';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { seedDemo } from './seed-demo.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

const seed = (token: string | null, password: string | null = null) =>
  seedDemo({ databaseUrl: database.databaseUrl, masterKey: testMasterKey, kept: { token, password } });

const findOwner = async () => {
  const { id } = await findDemoTenant();
  return database.openStore().forTenant(id, ({ members }) => members.findByEmail('demo@parley.example'));
};

/** Whether these words let somebody in. */
const isLogin = async (login: { password: string } | null) =>
  isPassword(login?.password ?? '', (await findOwner())?.passwordHash ?? null);

const findDemoTenant = async () => {
  const tenant = await database.openStore().forInstallation((store) => store.findTenantByName('demo'));
  if (tenant === null) throw new Error('There is no demo tenant.');
  return tenant;
};

const rightsOf = async (token: string) => {
  const { id } = await findDemoTenant();
  return database.openStore().forTenant(id, (store) => store.tokens.verify(presented(token)));
};

const presented = (token: string) => {
  const parsed = parseSecret(token, ['live', 'test']);
  if (parsed === null) throw new Error('This is no token of ours.');
  return parsed;
};

it('makes a demo tenant and a sandbox token that may do everything in it', async () => {
  const { tenant, token } = await seed(null);
  expect(tenant).toBe('demo');
  expect(token).toMatch(/^par_test_/);
  expect((await rightsOf(token))?.scopes.toSorted()).toEqual(scopes.toSorted());
});

it('changes nothing when the token and the password of the last start are still good', async () => {
  const { token, login } = await seed(null);
  const { id } = await findDemoTenant();
  expect(await seed(token, login?.password)).toEqual({ tenant: 'demo', token, login });
  expect(await isLogin(login)).toBe(true);
  expect((await findDemoTenant()).id).toBe(id);
  expect(await readEvents(database, 'tenant.created')).toHaveLength(1);
});

it('makes a new token in place of one that was revoked or came from another database', async () => {
  const { token } = await seed(null);
  const { id } = await findDemoTenant();
  await database.openStore().forCaller(installationAuthor(id), (store) => store.tokens.revoke(presented(token).id));
  for (const bad of [token, 'par_test_abc_def']) {
    const { token: fresh } = await seed(bad);
    expect(fresh).toMatch(/^par_test_/);
    expect(fresh).not.toBe(bad);
  }
});

it('makes a new token in place of one that is older than one of the scopes', async () => {
  await seed(null);
  const { id } = await findDemoTenant();
  const old = await database
    .openStore()
    .forCaller(installationAuthor(id), ({ tokens }) =>
      tokens.create({ name: 'Demo', network: 'sandbox', scopes: scopes.slice(1) }),
    );
  const { token } = await seed(old.clear);
  expect(token).not.toBe(old.clear);
  expect((await rightsOf(token))?.scopes.toSorted()).toEqual(scopes.toSorted());
});

it('makes an owner who can log in', async () => {
  const { login } = await seed(null);
  expect(login).toMatchObject({ email: 'demo@parley.example', password: expect.stringMatching(/^[\w-]{16}$/) });
  expect(await isLogin(login)).toBe(true);
  expect((await findOwner())?.member.role).toBe('owner');
});

it('makes a new password in place of one that was changed, or that nobody kept', async () => {
  const { login: first } = await seed(null);
  const { id } = await findDemoTenant();
  const owner = await findOwner();
  if (owner === null) throw new Error('There is no owner.');
  const to = await hashPassword('somebody chose this');
  await database
    .openStore()
    .forCaller(installationAuthor(id), ({ members }) =>
      members.changePassword({ id: owner.member.id, from: owner.passwordHash, to }),
    );
  for (const password of [first?.password ?? null, null]) {
    const { login } = await seed(null, password);
    expect(login?.password).not.toBe(password);
    expect(await isLogin(login)).toBe(true);
  }
});

it('makes the owner an owner again', async () => {
  const { login } = await seed(null);
  const { id } = await findDemoTenant();
  const owner = await findOwner();
  if (owner === null) throw new Error('There is no owner.');
  await database.openStore().forCaller(installationAuthor(id), async ({ members }) => {
    // An owner has to be left.
    await members.add({
      email: 'other@example.com',
      role: 'owner',
      passwordHash: owner.passwordHash,
      hasOwnPassword: true,
    });
    await members.change({ id: owner.member.id, role: 'viewer' });
  });
  expect((await findOwner())?.member.role).toBe('viewer');
  expect((await seed(null, login?.password)).login).toEqual(login);
  expect((await findOwner())?.member.role).toBe('owner');
});

it('tries again when Postgres is too slow for the first try', async () => {
  const proxy = await createTestProxy(database.databaseUrl);
  onTestFinished(() => proxy.close());
  proxy.goSilent();
  const kept = { token: null, password: null };
  const seeding = seedDemo({ databaseUrl: proxy.url, masterKey: testMasterKey, kept });
  // A try that began after the first one has failed, so the first one has as well.
  const later = openStore({ databaseUrl: proxy.url, masterKey: testMasterKey });
  onTestFinished(() => later.close());
  await expect(later.ready()).rejects.toThrow(StoreUnavailable);
  await proxy.restore();
  expect((await seeding).tenant).toBe('demo');
});
