import { type getDeviceHealth as operation, type InputOf, no, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { askDevice } from './ask-device.ts';
import type { DeviceDeps } from './device-deps.ts';
import { findDevice } from './find-device.ts';
import { asItLives } from './to-answer.ts';

export const getHealth = async (
  deps: DeviceDeps,
  caller: Caller,
  { device: ref }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const found = await findDevice(deps.store, caller, ref);
  if (found === null) return no('device_not_found');
  // While it is being linked there is a session already.
  if (!found.isLinked && found.device.wish !== 'link') return no('device_not_linked');
  const health = await askDevice(deps, { caller, found }, { ask: 'health', question: {} });
  if (!health.ok) return health;
  const { state } = await asItLives(deps.isHeld, found);
  return yes({ state, ...health.value });
};
