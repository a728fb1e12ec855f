import { type Device, type DeviceId, type Event, getDevice } from '@parley/contract';
import { useCallback, useRef } from 'react';
import { ask } from '../api/ask.ts';
import type { Trouble } from '../api/call.ts';
import { useLive } from '../events/use-live.ts';
import { useUntilFulfilled } from './use-until-fulfilled.ts';

type Seen = { device: Device | null; problem: Trouble | null };

/** One device as it is now. What was seen last stays on the page while it cannot be asked. */
export const useDevice = (id: DeviceId) => {
  const last = useRef<Device | null>(null);
  const load = useCallback(async (): Promise<Seen> => {
    const answer = await ask(getDevice, { device: id });
    if (answer.ok) last.current = answer.value;
    else if (answer.problem.code === 'device_not_found') last.current = null;
    return { device: last.current, problem: answer.ok ? null : answer.problem };
  }, [id]);
  const isAbout = useCallback(({ device }: Event) => device === id, [id]);
  const live = useLive(load, isAbout);
  const device = live.value?.device ?? null;
  useUntilFulfilled(device === null ? [] : [device], live.refresh);
  return live;
};
