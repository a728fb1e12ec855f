import { type deleteDevice as operation, type InputOf, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import type { DeviceDeps } from './device-deps.ts';
import { nudge } from './nudge.ts';
import { toAnswer } from './to-answer.ts';

/** It is gone for everybody at once; its holder takes it off its phone's list. */
export const remove = async (
  { store, dispatch, isHeld }: DeviceDeps,
  caller: Caller,
  { device }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const deleted = await store.forCaller(caller, ({ devices }) => devices.delete(device, reachOf(caller)));
  if (!deleted.ok) return deleted;
  await nudge(dispatch, caller, deleted.value);
  return yes(await toAnswer({ isHeld, caller }, { ...deleted.value, link: null }));
};
