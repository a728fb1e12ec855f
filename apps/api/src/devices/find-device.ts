import type { DeviceRef } from '@parley/contract';
import type { Store, StoredDevice } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';

/** A device within reach of the caller; null for any other. */
export const findDevice = (store: Store, caller: Caller, ref: DeviceRef): Promise<StoredDevice | null> =>
  store.forTenant(caller.tenantId, ({ devices }) => devices.find(ref, reachOf(caller)));
