import { randomBytes } from 'node:crypto';
import { scopes, type TenantId } from '@parley/contract';
import {
  hashPassword,
  installationAuthor,
  isPassword,
  openStore,
  parseSecret,
  type Store,
  untilReady,
} from '@parley/store';
import type { Demo, Kept, Seeded } from './demo.ts';

export type Seeding = { databaseUrl: string; masterKey: Buffer; kept: Kept };

/** The demo tenant, its owner and a token, which both may do everything in it: those of an earlier start, or new ones. */
export const seedDemo = async ({ databaseUrl, masterKey, kept }: Seeding): Promise<Seeded> => {
  const store = openStore({ databaseUrl, masterKey, poolSize: 1 });
  try {
    await untilReady(store);
    const tenantId = await findOrCreateTenant(store);
    return {
      tenant: name,
      token: (await findGoodToken(store, tenantId, kept.token)) ?? (await createDemoToken(store, tenantId)),
      login: await seedOwner(store, tenantId, kept.password),
    };
  } finally {
    await store.close();
  }
};

const name = 'demo';
const email = 'demo@parley.example';
const role = 'owner';

const findOrCreateTenant = (store: Store): Promise<TenantId> =>
  store.forInstallation(async (installation) => {
    const found = await installation.findTenantByName(name);
    if (found !== null) return found.id;
    const created = await installation.createTenant({ name, planId: 'demo' });
    if (!created.ok) throw new Error(`The demo tenant could not be created: ${created.failure.code}.`);
    return created.value.id;
  });

/** A token of another day may be revoked, of a database left behind, or older than one of the scopes. */
const findGoodToken = async (store: Store, tenantId: TenantId, token: string | null): Promise<string | null> => {
  const presented = parseSecret(token ?? '', ['live', 'test']);
  if (presented === null) return null;
  const rights = await store.forTenant(tenantId, (tenant) => tenant.tokens.verify(presented));
  return rights !== null && scopes.every((scope) => rights.scopes.includes(scope)) ? token : null;
};

const createDemoToken = async (store: Store, tenantId: TenantId): Promise<string> => {
  const created = await store.forCaller(installationAuthor(tenantId), (tenant) =>
    tenant.tokens.create({ name: 'Demo', network: 'sandbox', scopes: [...scopes] }),
  );
  return created.clear;
};

/** The login of the demo tenant's owner. There is none where others have taken every place that its plan has. */
const seedOwner = async (store: Store, tenantId: TenantId, kept: string | null): Promise<Demo['login']> => {
  const author = installationAuthor(tenantId);
  const found = await store.forTenant(tenantId, ({ members }) => members.findByEmail(email));
  if (found !== null && kept !== null && (await isPassword(kept, found.passwordHash))) {
    await store.forCaller(author, ({ members }) => members.change({ id: found.member.id, role }));
    return { email, password: kept };
  }

  const password = randomBytes(12).toString('base64url');
  const passwordHash = await hashPassword(password);
  const isDone = await store.forCaller(author, async ({ members }) => {
    if (found === null) return (await members.add({ email, role, passwordHash, hasOwnPassword: true })).ok;
    await members.change({ id: found.member.id, role });
    return members.changePassword({ id: found.member.id, from: found.passwordHash, to: passwordHash });
  });
  return isDone ? { email, password } : null;
};
