import { type Device, type DeviceRef, no, type Result, type WishKind, yes } from '@parley/contract';
import type { StoredDevice } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import { createWatch } from '../events/watch.ts';
import type { Listener } from '../http/listener.ts';
import type { DeviceDeps } from './device-deps.ts';
import { findDevice } from './find-device.ts';
import { nudge } from './nudge.ts';
import { toAnswer } from './to-answer.ts';

type Wished = { device: DeviceRef; kind: Exclude<WishKind, 'link'> };
type Refusal = 'device_not_found' | 'device_not_linked';

/** Asks something of whoever holds the device, and waits a moment for it to be done. Where it takes longer, the device is
 * answered as it is, with the wish: it stays until somebody has fulfilled it. */
export const wish = async (
  { store, dispatch, signals, waits, isHeld }: DeviceDeps,
  { caller, listener }: { caller: Caller; listener: Listener },
  { device, kind }: Wished,
): Promise<Result<Device, Refusal>> => {
  const over = waits.enter(caller, listener.gone);
  const wished = await store.forCaller(caller, ({ devices }) =>
    devices.wish({ device, wish: { kind } }, reachOf(caller)),
  );
  // Linked already it may well be: only linking is refused for that.
  if (!wished.ok) return no(wished.failure.code === 'device_not_found' ? 'device_not_found' : 'device_not_linked');
  const { id } = wished.value.device;
  await nudge(dispatch, caller, wished.value);

  let found: StoredDevice | null = wished.value;
  const look = async (): Promise<true | null> => {
    found = await findDevice(store, caller, id);
    return found?.device.wish === kind ? null : true;
  };
  await createWatch({ signals, tenantId: caller.tenantId, over })(look, patienceMs);
  return found === null ? no('device_not_found') : yes(await toAnswer({ isHeld, caller }, found));
};

/** For as long as whoever asks is held up where a device does what it is asked. */
export const patienceMs = 10_000;
