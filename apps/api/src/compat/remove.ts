import { type compatDelete as operation, type DeviceRef, no, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import { wish } from '../devices/wish-device.ts';
import type { Listener } from '../http/listener.ts';

/** Unlinks a device. It says so only once it is done: where nobody is there to do it, the wish stays, and is not claimed
 * to be fulfilled. */
export const remove = async (
  deps: DeviceDeps,
  asked: { caller: Caller; listener: Listener },
  device: DeviceRef,
): Promise<ResultOf<typeof operation>> => {
  const unlinked = await wish(deps, asked, { device, kind: 'unlink' });
  if (!unlinked.ok) return unlinked;
  const isDone = unlinked.value.wish !== 'unlink';
  return isDone ? yes({ success: true, message: 'Device deleted successfully' }) : no('device_not_answering');
};
