import type { Dispatch } from '@parley/coordination';
import type { StoredDevice } from '@parley/store';
import type { Caller } from '../callers/caller.ts';

/** Tells the holder of a device that something about it has changed. Only after the commit: it looks at the row. */
export const nudge = (dispatch: Dispatch, { tenantId }: Caller, { device, shard }: StoredDevice): Promise<void> =>
  dispatch.nudge({ shard, tenantId, deviceId: device.id });
