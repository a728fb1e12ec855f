import { type changeDevice as operation, type InputOf, no, type ResultOf, yes } from '@parley/contract';
import type { Caller } from '../callers/caller.ts';
import { reachOf } from '../callers/reach-of.ts';
import type { DeviceDeps } from './device-deps.ts';
import { nudge } from './nudge.ts';
import { proxyFaults } from './proxy-faults.ts';
import { toAnswer } from './to-answer.ts';

export const change = async (
  { store, dispatch, isHeld, allowProxies }: DeviceDeps,
  caller: Caller,
  {
    device,
    name,
    proxy,
    event_log: isLogged,
    messages_per_minute: messagesPerMinute,
    shows_typing: showsTyping,
  }: InputOf<typeof operation>,
): Promise<ResultOf<typeof operation>> => {
  const faults = proxyFaults(allowProxies, { proxy });
  if (faults !== null) return no('input_invalid', faults);
  const wanted = {
    device,
    ...(name !== undefined && { name }),
    ...(proxy !== undefined && { proxy }),
    ...(isLogged !== undefined && { isLogged }),
    ...(messagesPerMinute !== undefined && { messagesPerMinute }),
    ...(showsTyping !== undefined && { showsTyping }),
  };
  const changed = await store.forCaller(caller, ({ devices }) => devices.change(wanted, reachOf(caller)));
  if (!changed.ok) return changed;
  // Its session goes by the new proxy, and keeps the log, from then on.
  await nudge(dispatch, caller, changed.value);
  return yes(await toAnswer({ isHeld, caller }, changed.value));
};
