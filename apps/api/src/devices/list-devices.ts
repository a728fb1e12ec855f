import { type InputOf, type listDevices as operation, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import type { DeviceDeps } from './device-deps.ts';
import { asItLives } from './to-answer.ts';

export const list = async (
  { store, isHeld }: DeviceDeps,
  caller: Caller,
  page: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const found = await store.forTenant(caller.tenantId, ({ devices }) => devices.list(page, reachOf(caller)));
  if (!found.ok) return found;
  const { data, next_cursor } = found.value;
  return yes({ data: await Promise.all(data.map((device) => asItLives(isHeld, device))), next_cursor });
};
