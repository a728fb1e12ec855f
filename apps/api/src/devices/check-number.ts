import { type checkNumber as operation, type InputOf, no, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { askDevice } from './ask-device.ts';
import type { DeviceDeps } from './device-deps.ts';
import { findDevice } from './find-device.ts';

export const check = async (
  deps: DeviceDeps,
  caller: Caller,
  { device: ref, phone }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const found = await findDevice(deps.store, caller, ref);
  if (found === null) return no('device_not_found');
  if (!found.isLinked) return no('device_not_linked');
  const checked = await askDevice(deps, { caller, found }, { ask: 'checkNumber', question: { phone } });
  return checked.ok ? yes({ phone: `+${phone}`, ...checked.value }) : checked;
};
