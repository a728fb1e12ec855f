import { scopes, type TenantId } from '@parley/contract';
import { openStore, parseToken, type Store } from '@parley/store';

export type Seeded = { tenant: string; token: string };

/** The demo tenant and a token that may do everything in it: those of an earlier start, or else new ones. */
export const seedDemo = async (databaseUrl: string, masterKey: Buffer, keptToken: string | null): Promise<Seeded> => {
  const store = openStore({ databaseUrl, masterKey, poolSize: 1 });
  try {
    const tenantId = await findOrCreateTenant(store);
    const isGood = keptToken !== null && (await isGoodToken(store, tenantId, keptToken));
    return { tenant: name, token: isGood ? keptToken : await createDemoToken(store, tenantId) };
  } finally {
    await store.close();
  }
};

const name = 'demo';

const findOrCreateTenant = (store: Store): Promise<TenantId> =>
  store.forInstallation(async (installation) => {
    const found = await installation.findTenantByName(name);
    if (found !== null) return found.id;
    const created = await installation.createTenant({ name, planId: 'demo' });
    if (!created.ok) throw new Error(`The demo tenant could not be created: ${created.failure.code}.`);
    return created.value.id;
  });

/** A token of another day may have been revoked, or its database left behind. */
const isGoodToken = async (store: Store, tenantId: TenantId, token: string): Promise<boolean> => {
  const presented = parseToken(token);
  return presented !== null && (await store.forTenant(tenantId, (tenant) => tenant.tokens.verify(presented))) !== null;
};

const createDemoToken = async (store: Store, tenantId: TenantId): Promise<string> => {
  const created = await store.forTenant(tenantId, (tenant) =>
    tenant.tokens.create({ name: 'Demo', network: 'sandbox', scopes: [...scopes] }),
  );
  return created.clear;
};
