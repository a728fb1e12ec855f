import { scopes, type TenantId } from '@parley/contract';
import { openStore, parseToken, type Store, untilReady } from '@parley/store';

export type Seeded = { tenant: string; token: string };

/** The demo tenant and a token that may do everything in it: those of an earlier start, or else new ones. */
export const seedDemo = async (databaseUrl: string, masterKey: Buffer, keptToken: string | null): Promise<Seeded> => {
  const store = openStore({ databaseUrl, masterKey, poolSize: 1 });
  try {
    await untilReady(store);
    const tenantId = await findOrCreateTenant(store);
    const isKept = keptToken !== null && (await mayDoEverything(store, tenantId, keptToken));
    return { tenant: name, token: isKept ? keptToken : await createDemoToken(store, tenantId) };
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

/** A token of another day may be revoked, of a database left behind, or older than one of the scopes. */
const mayDoEverything = async (store: Store, tenantId: TenantId, token: string): Promise<boolean> => {
  const presented = parseToken(token);
  if (presented === null) return false;
  const rights = await store.forTenant(tenantId, (tenant) => tenant.tokens.verify(presented));
  return rights !== null && scopes.every((scope) => rights.scopes.includes(scope));
};

const createDemoToken = async (store: Store, tenantId: TenantId): Promise<string> => {
  const created = await store.forTenant(tenantId, (tenant) =>
    tenant.tokens.create({ name: 'Demo', network: 'sandbox', scopes: [...scopes] }),
  );
  return created.clear;
};
