import { newId, type TenantId } from '@parley/contract';
import type { Store } from '@parley/store';

/** A tenant that no row belongs to stands in for one that there is not: both take the same path from here. */
export const tenantIdOf = async (store: Store, name: string): Promise<TenantId> => {
  const tenant = await store.forInstallation((installation) => installation.findTenantByName(name));
  return tenant?.id ?? nobody;
};

const nobody = newId('ten');
