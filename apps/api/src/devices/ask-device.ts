import { no } from '@parley/contract';
import type { AskName, AskResult, QuestionOf } from '@parley/coordination';
import type { StoredDevice } from '@parley/store';
import type { Caller } from '../callers/caller.ts';
import type { DeviceDeps } from './device-deps.ts';

type Asked<N extends AskName> = { ask: N; question: QuestionOf<N> };

/** What the live session of a device answers. Where no worker is there for it nobody waits. */
export const askDevice = async <N extends AskName>(
  { dispatch, isHeld }: DeviceDeps,
  { caller: { tenantId }, found }: { caller: Caller; found: StoredDevice },
  { ask, question }: Asked<N>,
): Promise<AskResult<N>> => {
  if ((await isHeld(found)) === false) return no('device_not_answering');
  const { device, shard } = found;
  return dispatch.ask({ shard, tenantId, deviceId: device.id, ask, question });
};
