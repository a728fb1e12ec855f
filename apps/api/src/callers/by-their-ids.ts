import { phoneDigits, type TenantId } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from './caller.ts';
import { reachOf } from './reach-of.ts';

/**
 * The devices that a narrowed caller names, those of its own that it named by their number by their id instead, as its
 * policy has them. A number of no device of its own stays what it is, whoever else has it, and so is refused like any
 * other device's id: it tells nobody whether there is such a device.
 */
export const byTheirIds = (store: Store, caller: Caller, devices: readonly unknown[]): Promise<unknown[]> =>
  Promise.all(
    devices.map(async (device) => {
      if (!caller.policy?.devices || typeof device !== 'string' || !phoneDigits.test(device)) return device;
      return (await findId(store, caller.tenantId, { device, caller })) ?? device;
    }),
  );

type Named = { device: string; caller: Caller };

const findId = async (store: Store, tenantId: TenantId, { device, caller }: Named): Promise<string | null> => {
  const found = await store.forTenant(tenantId, ({ devices }) => devices.find(device, reachOf(caller)));
  return found?.device.id ?? null;
};
