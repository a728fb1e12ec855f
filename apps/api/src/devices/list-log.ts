import { type InputOf, type listDeviceLog as operation, no, type ResultOf } from '@parley/contract';
import type { Store } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';

export const listLog = (
  store: Store,
  caller: Caller,
  { device, ...page }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> =>
  store.forTenant(caller.tenantId, async ({ devices }) => {
    const found = await devices.find(device, reachOf(caller));
    return found === null ? no('device_not_found') : devices.listLog({ ...page, device: found.device.id });
  });
