import { type compatConnect as operation, type DeviceRef, no, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import { link } from '../devices/link-device.ts';
import type { Listener } from '../http/listener.ts';

/** Waits for a QR code. Where there is none in the end, the state of the device says why. */
export const connect = async (
  deps: DeviceDeps,
  { caller, listener }: { caller: Caller; listener: Listener },
  device: DeviceRef,
): Promise<ResultOf<typeof operation>> => {
  const linking = await link(deps, { caller, listener, input: { device } });
  if (!linking.ok) return linking;
  const { state, message, link: shown } = linking.value;
  if (typeof shown?.qr_png === 'string') return yes({ success: true, qrCode: shown.qr_png });
  // Somebody scanned what another request shows.
  return state === 'connected' ? no('device_already_linked') : no('device_not_answering', { device: [message] });
};
